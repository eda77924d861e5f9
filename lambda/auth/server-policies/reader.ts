import { createFreshValues, createLru, createSteadyClock } from '../../cache/index.ts';
import { parseStored, policiesKey } from '../../policy/stored.ts';
import type { TableReader } from '../../table/index.ts';
import { type After, afterTimeout } from '../../timeout.ts';
import { agesOfAccess } from '../ages.ts';
import type { ServerPolicies } from '../policies.ts';
import { AuthUnavailable } from '../verdict.ts';

/** The policies of all servers of a deployment. */
export interface PolicyReader {
  /**
   * The policies of a server, from memory without a promise while they are young; `undefined` for a server without any.
   *
   * @param version of the server: policies that were read before it was seen are read again, because those that were published with
   * it may close what it brings
   * @throws AuthUnavailable, at once or through the promise, when they could not be read for too long, or not since the version was seen
   */
  policiesOf(server: string, version?: number): ServerPolicies | undefined | Promise<ServerPolicies | undefined>;
}

interface PolicyReaderOptions {
  /** The catalogue's table, which holds the policies. */
  readonly table: Pick<TableReader, 'get'>;
  /** Maximum age in seconds of policies before they are read again. */
  readonly refreshSeconds: number;
  /** The clock, epoch milliseconds. It may step. */
  readonly now: () => number;
  /** @default `setTimeout` */
  readonly after?: After;
  /** Receives the error of a read for which the last policies served, and of policies that cannot be evaluated. */
  readonly report: (error: unknown) => void;
}

/** A slow read delays a request for this time; the last policies serve meanwhile. */
const WAIT_MS = 500;
const CACHED_SERVERS = 1000;
/** spec: the name of a server, as the catalogue has it; others have no policies and cause no read. */
const SERVER_NAME = /^[a-z0-9-]{1,64}$/;

/** Opens the policies of a deployment: one item for each server. Reads nothing before the first request. */
export function createPolicyReader(options: PolicyReaderOptions): PolicyReader {
  const { table, refreshSeconds, now, after = afterTimeout, report } = options;
  const steadyNow = createSteadyClock(now);
  /** The version of each server that was seen last, and when it was seen first. */
  const seen = createLru<{ readonly version: number; readonly since: number }>({ entries: CACHED_SERVERS });
  const unavailable = (server: string, cause: unknown) =>
    new AuthUnavailable(`the policies of ${server} cannot be read`, { cause });
  const values = createFreshValues<ServerPolicies | undefined>({
    read: readPolicies,
    ...agesOfAccess(refreshSeconds),
    waitMs: WAIT_MS,
    entries: CACHED_SERVERS,
    now: steadyNow,
    after,
    unavailable,
    report,
  });

  async function readPolicies(server: string): Promise<ServerPolicies | undefined> {
    const stored = parseStored(await table.get(policiesKey(server)));
    if (stored === undefined) return undefined;
    const known = values.peek(server)?.value;
    // What is compiled, and what callers remember of it, stays while nothing changes.
    if (known?.version === stored.version) return known;
    // Most servers have no policies, so a cold start does not load what evaluates them.
    const { toServerPolicies } = await import('./server-policies.ts');
    return toServerPolicies(server, stored, report);
  }

  function firstSeen(server: string, version: number): number {
    const before = seen.get(server);
    if (before?.version === version) return before.since;
    // What an instance reads first, it reads together.
    const since = before === undefined ? Number.NEGATIVE_INFINITY : steadyNow();
    seen.set(server, { version, since });
    return since;
  }

  const isSince = (server: string, since: number) => (values.peek(server)?.readAt ?? Number.NEGATIVE_INFINITY) >= since;

  async function readSince(server: string, since: number): Promise<ServerPolicies | undefined> {
    let cause: unknown;
    // The first read may be one in progress that began too early.
    for (let tries = 0; tries < 2; tries += 1) {
      const policies = await values.reread(server);
      if (isSince(server, since)) return policies;
      cause = new Error('only policies from before the latest change could be read');
    }
    throw unavailable(server, cause);
  }

  return {
    policiesOf(server, version) {
      if (!SERVER_NAME.test(server)) return undefined;
      const since = version === undefined ? Number.NEGATIVE_INFINITY : firstSeen(server, version);
      return isSince(server, since) ? values.current(server) : readSince(server, since);
    },
  };
}
