import { createFreshValues, createSteadyClock } from '../../../cache/index.ts';
import type { GetJson } from '../../../outbound/index.ts';
import { type After, withTimeout } from '../../../timeout.ts';
import { AuthUnavailable } from '../../verdict.ts';
import { discoverKeys } from './discovery.ts';
import { type KeySet, parseKeySet } from './key-set.ts';

/** The keys of the issuers that a stage trusts. */
export interface IssuerKeys {
  /**
   * The issuer's keys, from memory without a promise while they are young.
   *
   * @throws AuthUnavailable
   */
  current(issuer: string): KeySet | Promise<KeySet>;
  /**
   * Returns the keys after a token named one that is not among them: they are read again if they were not, for this reason, in the
   * last 30 s. Concurrent callers share the read.
   *
   * @throws AuthUnavailable if that read failed, so that nobody knows whether the key exists
   */
  refetch(issuer: string): Promise<KeySet>;
}

interface IssuerKeysOptions {
  readonly getJson: GetJson;
  /** The clock, epoch milliseconds. It may step. */
  readonly now: () => number;
  readonly after: After;
  readonly report: (error: unknown) => void;
  /** Issuers that the stage trusts. */
  readonly issuers: number;
}

/** The last read because of an unknown key. */
interface Refetch {
  readonly at: number;
  /** The keys in memory when it began. */
  readonly before: object | undefined;
  readonly done: Promise<unknown>;
}

/** Keys are read again after this time, so that one that the issuer removed is no longer accepted. */
const REFRESH_MS = 300_000;
/** Keys in memory serve for as long while the issuer is away. */
const SERVE_MS = 86_400_000;
/** Reads for unknown keys, and attempts while the issuer is away. */
const REFETCH_MS = 30_000;
/** A slow issuer delays one request for this time; keys in memory serve meanwhile. */
const WAIT_MS = 1_000;
/** A request waits for the first keys of an issuer for this time. */
const FIRST_WAIT_MS = 8_000;
/** After this time, metadata is read again even though the keys can be read. */
const LOCATION_MS = 3_600_000;
/** Requests share the failure of a first read for this time. */
const FIRST_BACK_OFF_MS = 1_000;

export function createIssuerKeys({ getJson, now: given, after, report, issuers }: IssuerKeysOptions): IssuerKeys {
  const now = createSteadyClock(given);
  const locations = new Map<string, { readonly url: string; readonly foundAt: number }>();
  const refetches = new Map<string, Refetch>();
  const failed = new Map<string, { readonly at: number; readonly error: unknown }>();

  const unavailable = (issuer: string, cause: unknown) =>
    new AuthUnavailable(`the keys of ${issuer} cannot be read: ${cause}`, { cause });

  const values = createFreshValues<KeySet>({
    read: readKeys,
    refreshMs: REFRESH_MS,
    staleMs: SERVE_MS,
    serveMs: SERVE_MS,
    backOffMs: REFETCH_MS,
    waitMs: WAIT_MS,
    entries: issuers,
    now,
    after,
    unavailable,
    report,
  });

  async function readKeys(issuer: string): Promise<KeySet> {
    try {
      const keys = parseKeySet(await getJson(await locate(issuer)));
      failed.delete(issuer);
      return keys;
    } catch (error) {
      locations.delete(issuer); // they may have moved
      failed.set(issuer, { at: now(), error });
      throw error;
    }
  }

  async function locate(issuer: string): Promise<string> {
    const known = locations.get(issuer);
    if (known !== undefined && now() - known.foundAt < LOCATION_MS) return known.url;
    const url = await discoverKeys(issuer, getJson);
    locations.set(issuer, { url, foundAt: now() });
    return url;
  }

  return {
    current(issuer) {
      if (values.peek(issuer) !== undefined) return values.current(issuer);
      const failure = failed.get(issuer);
      if (failure !== undefined && now() - failure.at < FIRST_BACK_OFF_MS) throw unavailable(issuer, failure.error);
      const onTimeout = () => {
        throw unavailable(issuer, new Error(`no response within ${FIRST_WAIT_MS} ms`));
      };
      return withTimeout(Promise.resolve(values.current(issuer)), FIRST_WAIT_MS, onTimeout, after);
    },
    async refetch(issuer) {
      let last = refetches.get(issuer);
      if (last === undefined || now() - last.at >= REFETCH_MS) {
        const done = values.reread(issuer).catch(() => {}); // the copy shows whether it succeeded
        last = { at: now(), before: values.peek(issuer), done };
        refetches.set(issuer, last);
      }
      await last.done;
      const copy = values.peek(issuer);
      if (copy === undefined || copy === last.before) throw unavailable(issuer, failed.get(issuer)?.error);
      return copy.value;
    },
  };
}
