import type { Json } from '../json.ts';
import type { Item, Table, TableReader } from '../table/table.ts';

/**
 * What outlives an invocation: a table of its own beside the catalogue's (which functions may only read), a key to sign what
 * callers carry for us, and the function that runs tasks. Nothing is opened before it is first used.
 */
export interface State {
  readonly table: StateTable;
  readonly sealer: Sealer;
  /**
   * Starts the worker function on a task, asynchronously: it has been accepted when this resolves, not done.
   * AWS: lambda/latest/dg/invocation-async.html
   *
   * @param event becomes the function's event
   * @throws Error where this deployment or function has no worker, or Lambda does not take the event
   */
  startWorker(event: Json): Promise<void>;
}

/**
 * The state table: keyed items whose attribute `expires` (epoch seconds) is the table's TTL. DynamoDB removes expired items some
 * time later, so readers look at `expires` themselves. Every read is strongly consistent.
 */
export interface StateTable extends TableReader, Pick<Table, 'update'> {
  put(item: Item): Promise<void>;
}

/** Signs what callers keep for us and bring back, so that nobody can have changed it. */
export interface Sealer {
  /**
   * @param kind what the token is for; a token of one kind is none of another
   * @param bound what it is good for: caller, server, request; not inside the token, but must be the same when it is opened
   * @param payload readable by whoever holds the token
   * @param ttlMs milliseconds that it is good for
   * @returns text of `[A-Za-z0-9_.-]`
   */
  seal(kind: string, bound: readonly string[], payload: Json, ttlMs: number): Promise<string>;
  /** @throws InvalidSeal when it was not sealed here, for this kind and binding, or has expired */
  open(kind: string, bound: readonly string[], token: string): Promise<Json>;
}

/** A token that was not sealed here for what it is used for, or that has expired. */
export class InvalidSeal extends Error {
  override readonly name = 'InvalidSeal';
}
