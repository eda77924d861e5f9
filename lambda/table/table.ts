/**
 * A table as the catalogue and the state see it: keyed items of strings and numbers. Only operations that every DynamoDB
 * look-alike has (no transactions, no scan, no PartiQL); every read is strongly consistent.
 */

/** What an attribute holds. Structure inside an attribute is JSON text, so that a read costs one `JSON.parse`. */
export type AttributeValue = string | number;

/** The primary key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** One item, its key included. */
export interface Item extends Key {
  readonly [attribute: string]: AttributeValue;
}

/** A stretch of one partition, in sort-key order. */
export interface KeyRange {
  readonly pk: string;
  /** Lowest sort key, included; default: from the first one. */
  readonly from?: string;
  /** Highest sort key, included; default: to the last one. */
  readonly to?: string;
  /** Highest first. */
  readonly descending?: boolean;
  /** Items at most. */
  readonly limit?: number;
}

/** What the functions may do. */
export interface TableReader {
  get(key: Key): Promise<Item | undefined>;
  query(range: KeyRange): Promise<readonly Item[]>;
}

/** One atomic change of one item, which need not exist. */
export interface Update {
  readonly add?: Readonly<Record<string, number>>;
  readonly set?: Readonly<Record<string, AttributeValue>>;
  /** Set only where the attribute is absent. */
  readonly setOnce?: Readonly<Record<string, AttributeValue>>;
  /** What an attribute must hold for the update to happen; `undefined`: it must be absent. */
  readonly expect?: Readonly<Record<string, AttributeValue | undefined>>;
}

/** What the publishing side may do besides. */
export interface Table extends TableReader {
  /** Writes items in any order and not as one: a crash may leave any part of them written. */
  putAll(items: readonly Item[]): Promise<void>;
  /**
   * @returns the item as the update left it
   * @throws ConditionFailed when `expect` does not hold; then nothing changed
   */
  update(key: Key, update: Update): Promise<Item>;
}

/** An update's expectation did not hold. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
}
