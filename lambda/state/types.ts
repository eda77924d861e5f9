import type { Json } from '../json.ts';
import type { Item, Table, TableReader } from '../table/index.ts';

/**
 * State that outlives an invocation: a table of its own (functions can only read the catalogue's table), signed tokens that
 * callers carry, the leases of open streams, and the function that runs tasks. Each part is opened at first use.
 */
export interface State {
  /** @throws StateUnavailable from each of its methods */
  readonly table: StateTable;
  /** @throws StateUnavailable when a method cannot read the signing key */
  readonly tokens: TokenSigner;
  /** The leases of subscription streams; absent in a function that opens none. */
  readonly streams?: StreamLeases | undefined;
  /**
   * Starts the worker function on a task asynchronously: when this resolves, Lambda has accepted the event. The worker may start
   * more than once, even when this rejects, so a worker takes a lease on its task before any other step.
   * AWS: lambda/latest/dg/invocation-async.html
   *
   * @param event the function's event
   * @throws StateUnavailable when Lambda does not accept the event; Error when this deployment or function has no worker
   */
  startWorker(event: Json): Promise<void>;
}

/**
 * The state table: keyed items whose attribute `expires` (epoch seconds) is the table's TTL. DynamoDB removes expired items some
 * time later, so readers must check `expires` themselves. Every read is strongly consistent. The attribute `lastWrite` is
 * internal and never returned.
 *
 * A response may be lost after DynamoDB applied a write; the request is then sent again if repetition is safe:
 * - an update with `expect` that was applied resolves, although its repetition fails. It throws ConditionFailed only when another
 *   such update was applied after it: read the item and decide by its content (for example a lease's owner);
 * - an update with `add` is not sent again: AwsCallFailed with `mayHaveHappened` means that the outcome is unknown. To count
 *   safely, set the next number and expect the last one;
 * - `put` and an update that only sets may be applied twice: use them for items that have a single writer.
 */
export interface StateTable extends TableReader, Pick<Table, 'update'> {
  /** Writes the whole item and replaces an existing one. */
  put(item: Item): Promise<void>;
}

/** Signs data that callers carry and send back, so that any change is detected. */
export interface TokenSigner {
  /**
   * @param kind the purpose of the token; a token of one kind does not verify as another
   * @param bound values that must be the same at verification, such as caller, server and request; not part of the token
   * @param payload readable by every holder of the token
   * @param ttlMs milliseconds until the token expires
   * @returns text of `[A-Za-z0-9_.-]`, at most 64 KB
   * @throws TokenTooLarge when the payload does not fit
   */
  sign(kind: string, bound: readonly string[], payload: Json, ttlMs: number): Promise<string>;
  /** @throws InvalidToken when this deployment did not sign the token for this kind and binding, or it has expired */
  verify(kind: string, bound: readonly string[], token: string): Promise<Json>;
}

/** What limits callers and tools, at all instances together. */
export interface LimitState {
  /** The token buckets of their rates. */
  readonly rates: RateLeases;
  /**
   * Returns the leases of the operations that one owner may have in progress at once.
   *
   * @param owner names a caller or a tool, the same at every instance
   * @param most at most 1,000: acquiring a lease reads all that are held
   */
  operationsOf(owner: string, most: number): StreamLeases;
}

/** A rate, and the operations that may exceed it at once. */
export interface RateLimit {
  /** Operations a second, above 0. */
  readonly requestsPerSecond: number;
  /** @default the operations of one second, at least 1 */
  readonly burst?: number | undefined;
}

/** Limits the operations of all instances together. */
export interface RateLeases {
  /**
   * Takes a token for one operation. Without a promise, and without I/O, if memory holds a token, or knows that there is none.
   *
   * @param subject what is limited, the same at every instance
   * @returns 0 if the operation may run; otherwise the milliseconds until a token may be there
   * @throws StateUnavailable, also by a rejection: nobody knows then how many tokens are left
   */
  take(subject: string, limit: RateLimit): number | Promise<number>;
}

/** Limits the streams that all instances of a function keep open at once, also where no concurrency is reserved. */
export interface StreamLeases {
  readonly maxStreams: number;
  /**
   * Acquires a lease, which is renewed until it is released.
   *
   * @returns `undefined` while all leases are held
   */
  acquire(request: StreamRequest): Promise<StreamLease | undefined>;
}

/** A stream that needs a lease. */
export interface StreamRequest {
  /** Longest time in milliseconds for which the lease is renewed. */
  readonly maxMs: number;
  /** Called if the lease expired before it was renewed: the stream must end, because another one may have the lease. */
  readonly onLost: () => void;
}

/** The right to keep one stream open. */
export interface StreamLease {
  /** Lets another stream have the lease; without this, it expires within a minute of its last renewal. */
  release(): Promise<void>;
}

/**
 * The state table, the signing key or the worker cannot be reached, throttles, or refuses this function. Callers respond with 503,
 * because the request may succeed later. A write may have been applied, and a worker started.
 */
export class StateUnavailable extends Error {
  override readonly name = 'StateUnavailable';
}

/** The token was not signed by this deployment for this use, or has expired. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** The payload does not fit into a token: reduce it. */
export class TokenTooLarge extends Error {
  override readonly name = 'TokenTooLarge';

  constructor(chars: number, maxChars: number) {
    super(`the token would have ${chars} characters; at most ${maxChars} are allowed: reduce its payload`);
  }
}
