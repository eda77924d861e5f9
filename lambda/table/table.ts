/**
 * The table interface of catalogue and state: keyed items of strings and numbers. Uses only operations that every DynamoDB
 * look-alike supports (no transactions, no PartiQL; a scan for `compact` alone); every read is strongly consistent.
 */

/** An attribute's value. Structured values are stored as JSON text, so that a read costs one `JSON.parse`. */
export type AttributeValue = string | number;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** An item with its key. */
export interface Item extends Key {
  readonly [attribute: string]: AttributeValue;
}

/** A range of sort keys in one partition. */
export interface KeyRange {
  readonly pk: string;
  /** Lowest sort key, inclusive; default: the first one. */
  readonly from?: string;
  /** Highest sort key, inclusive; default: the last one. */
  readonly to?: string;
  /** Highest sort key first. */
  readonly descending?: boolean;
  /** Maximum number of items. */
  readonly limit?: number;
}

/** The operations that functions may use on the catalogue. */
export interface TableReader {
  get(key: Key): Promise<Item | undefined>;
  query(range: KeyRange): Promise<readonly Item[]>;
}

/** An atomic change of one item; creates the item if it does not exist. */
export interface Update {
  readonly add?: Readonly<Record<string, number>>;
  readonly set?: Readonly<Record<string, AttributeValue>>;
  /** Set only where the attribute is absent. */
  readonly setOnce?: Readonly<Record<string, AttributeValue>>;
  /** Required attribute values; `undefined`: the attribute must be absent. */
  readonly expect?: Readonly<Record<string, AttributeValue | undefined>>;
  /** Required upper bounds of numeric attributes, inclusive; an absent attribute meets none. */
  readonly atMost?: Readonly<Record<string, number>>;
}

/** What a scan returns of an item. */
export interface ScannedKey extends Key {
  /** Set for an item that marks a deleted document. */
  readonly tombstone?: AttributeValue;
}

/** The operations that publishing also uses. */
export interface Table extends TableReader {
  /** Writes items in any order and not atomically: after a crash any subset may be written. */
  putAll(items: readonly Item[]): Promise<void>;
  /** Deletes items in any order and not atomically; a key without an item is not an error. */
  removeAll(keys: readonly Key[]): Promise<void>;
  /** Returns the keys of all items, and which of them are tombstones; reads the whole table, eventually consistent. */
  scanKeys(): Promise<readonly ScannedKey[]>;
  /**
   * @returns the item after the update
   * @throws ConditionFailed when `expect` or `atMost` does not hold; the item is then unchanged
   */
  update(key: Key, update: Update): Promise<Item>;
}

/** An update's expectation did not hold. */
export class ConditionFailed extends Error {
  override readonly name = 'ConditionFailed';
}
