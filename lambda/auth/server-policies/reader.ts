import { createFreshValues, createSteadyClock } from '../../cache/index.ts';
import { parseStored, policiesKey } from '../../policy/stored.ts';
import type { TableReader } from '../../table/index.ts';
import { type After, afterTimeout } from '../../timeout.ts';
import type { ServerPolicies } from '../policies.ts';
import { AuthUnavailable } from '../verdict.ts';

/** The policies of all servers of a deployment. */
export interface PolicyReader {
  /**
   * The policies of a server, from memory without a promise while they are young; `undefined` for a server without any.
   *
   * @throws AuthUnavailable, at once or through the promise, when they could not be read for too long
   */
  policiesOf(server: string): ServerPolicies | undefined | Promise<ServerPolicies | undefined>;
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

/** Policies serve for as many milliseconds more while they cannot be read. */
const GRACE_MS = 60_000;
/** A slow read delays a request for this time; the last policies serve meanwhile. */
const WAIT_MS = 500;
const CACHED_SERVERS = 1000;
/** spec: the name of a server, as the catalogue has it; others have no policies and cause no read. */
const SERVER_NAME = /^[a-z0-9-]{1,64}$/;

/** Opens the policies of a deployment: one item for each server. Reads nothing before the first request. */
export function createPolicyReader(options: PolicyReaderOptions): PolicyReader {
  const { table, refreshSeconds, now, after = afterTimeout, report } = options;
  const serveMs = refreshSeconds * 1000 + GRACE_MS;
  const values = createFreshValues<ServerPolicies | undefined>({
    read: readPolicies,
    refreshMs: refreshSeconds * 1000,
    staleMs: serveMs,
    serveMs,
    waitMs: WAIT_MS,
    entries: CACHED_SERVERS,
    now: createSteadyClock(now),
    after,
    unavailable: (server, cause) => new AuthUnavailable(`the policies of ${server} cannot be read`, { cause }),
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

  return { policiesOf: (server) => (SERVER_NAME.test(server) ? values.current(server) : undefined) };
}
