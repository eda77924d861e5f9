import type { JsonObject } from '../../../json.ts';

/** How a service runs SQL. */
export interface SqlApi {
  /** The member of the first request that takes the values of placeholders. */
  readonly valuesKey: string;
  /**
   * Binds values, so that none becomes part of the SQL.
   *
   * @param values by placeholder; null for one that has no value
   * @throws ToolError for a value that the service cannot bind
   */
  bind(values: readonly (readonly [name: string, value: unknown])[]): unknown;
  /** Returns the rows of a page, each an object by the names of its columns; of a statement without rows, what it changed. */
  rows(body: JsonObject, page: RowsPage): readonly unknown[];
  /** For a service that answers before the statement has run. */
  readonly waiting?: Waiting;
}

/** What the rows of a page depend on. */
interface RowsPage {
  readonly isFirst: boolean;
  /** The last state, as {@link Waiting.state} has it. */
  readonly state: JsonObject;
}

/** How to wait for a statement. */
export interface Waiting {
  /** The member of the responses and requests that names the statement. */
  readonly id: string;
  /** Makes the state of the response that tells it: `status`, `reason`, and what else {@link SqlApi.rows} reads. */
  readonly state: JsonObject;
  readonly done: string;
  readonly failed: readonly string[];
}
