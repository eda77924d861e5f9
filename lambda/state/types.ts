import type { Json } from '../json.ts';
import type { Item, Table, TableReader } from '../table/index.ts';

/**
 * What outlives an invocation: a table of its own beside the catalogue's (which functions may only read), a key to sign what
 * callers carry for us, and the function that runs tasks. Nothing is opened before it is first used.
 */
export interface State {
  readonly table: StateTable;
  readonly tokens: TokenSigner;
  /**
   * Starts the worker function on a task, asynchronously: it has been accepted when this resolves, not done. It may be started
   * more than once, even when this rejects: a worker takes a lease on its task before it does anything.
   * AWS: lambda/latest/dg/invocation-async.html
   *
   * @param event becomes the function's event
   * @throws Error where this deployment or function has no worker, or Lambda does not take the event
   */
  startWorker(event: Json): Promise<void>;
}

/**
 * The state table: keyed items whose attribute `expires` (epoch seconds) is the table's TTL. DynamoDB removes expired items some
 * time later, so readers look at `expires` themselves. Every read is strongly consistent. The attribute `lastWrite` is the table's
 * own and is never shown.
 *
 * An answer may get lost after the table has done what it was asked; then the request is sent again where that does no harm:
 * - an update with `expect` that won is told so, not that its own work stands in its way. Only where another such update has
 *   come over it meanwhile is it told ConditionFailed: read the item, and decide by what it says (name yourself in it: a lease's
 *   owner);
 * - an update with `add` is not sent again: AwsCallFailed with `mayHaveHappened` says that nobody knows. To count safely, set the
 *   next number and expect the last one;
 * - `put` and an update that only sets may land twice: use them where nobody else writes the item.
 */
export interface StateTable extends TableReader, Pick<Table, 'update'> {
  /** Writes the whole item over whatever was there. */
  put(item: Item): Promise<void>;
}

/** Signs what callers keep for us and bring back, so that nobody can have changed it. */
export interface TokenSigner {
  /**
   * @param kind what the token is for; a token of one kind is none of another
   * @param bound what it is good for: caller, server, request; not inside the token, but must be the same when it is opened
   * @param payload readable by whoever holds the token
   * @param ttlMs milliseconds that it is good for
   * @returns text of `[A-Za-z0-9_.-]`, 64 KB at most
   * @throws TokenTooLarge when the payload does not fit
   */
  sign(kind: string, bound: readonly string[], payload: Json, ttlMs: number): Promise<string>;
  /** @throws InvalidToken when it was not signed here, for this kind and binding, or has expired */
  verify(kind: string, bound: readonly string[], token: string): Promise<Json>;
}

/** A token that was not signed here for what it is used for, or that has expired. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** A payload that does not fit into a token: whoever made it has to keep less in it. */
export class TokenTooLarge extends Error {
  override readonly name = 'TokenTooLarge';

  constructor(chars: number, maxChars: number) {
    super(`the token would have ${chars} characters, and ${maxChars} are allowed: keep less in it`);
  }
}
