import { isJsonObject, type Json } from '../json.ts';
import type { PolicyJson } from './policy-json.ts';

/** A policy document as the table stores it. */
export interface StoredPolicy {
  readonly name: string;
  readonly description?: string;
  /** Cedar, formatted: what people read, and what {@link statements} was made of. */
  readonly text: string;
  readonly statements: readonly PolicyJson[];
}

/** All policies of a server: one item, so that they change as a whole. */
export interface StoredPolicies {
  /** Grows with every change. No version is used twice, even if somebody deletes the item: readers keep what they made of one. */
  readonly version: number;
  /** By name. */
  readonly policies: readonly StoredPolicy[];
}

/** The partition of the policies: one item for each server. */
const POLICIES_PARTITION = 'POLICIES';

/** The key of a server's policies. */
export function policiesKey(server: string): { readonly pk: string; readonly sk: string } {
  return { pk: POLICIES_PARTITION, sk: server };
}

/** An item as a table returns it. */
type StoredItem = Readonly<Record<string, string | number>>;

/** The attributes of the item. `open` marks that the last policy was removed: the item stays, for its version. */
export function storedAttributes({ version, policies }: StoredPolicies): StoredItem {
  return { version, open: policies.length === 0 ? 1 : 0, policies: JSON.stringify(policies) };
}

/**
 * The attributes of the item of a server that was deleted: it denies everything, because functions may hold the server for some
 * seconds more. The next publish opens it.
 */
export function closedAttributes(version: number): StoredItem {
  return { ...storedAttributes({ version, policies: [] }), open: 0 };
}

/** Whether an item is what {@link closedAttributes} returns. */
export function isClosed(item: StoredItem | undefined): boolean {
  return parseStored(item)?.policies.length === 0;
}

/**
 * Parses the item.
 *
 * @returns `undefined` for a server without policies
 * @throws Error for an item in an unknown form: the server must not be open because of it
 */
export function parseStored(item: StoredItem | undefined): StoredPolicies | undefined {
  if (item === undefined || item.open === 1) return undefined;
  const policies: unknown = JSON.parse(String(item.policies));
  if (!Array.isArray(policies) || typeof item.version !== 'number' || !policies.every(isStoredPolicy)) {
    throw new Error('the item of the policies has an unknown form');
  }
  return { version: item.version, policies };
}

/** The version of the item, also without policies; `undefined` if there never was one. */
export function versionOfStored(item: StoredItem | undefined): number | undefined {
  return typeof item?.version === 'number' ? item.version : undefined;
}

function isStoredPolicy(value: Json): value is StoredPolicy & Json {
  return isJsonObject(value) && typeof value.name === 'string' && Array.isArray(value.statements);
}

/** How errors and reasons name a statement: by its document, and by its number if there are several. */
export function statementId(name: string, index: number, count: number): string {
  return count === 1 ? name : `${name}#${index + 1}`;
}
