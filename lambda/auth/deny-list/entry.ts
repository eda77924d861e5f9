import { isJsonObject, tryParseJson } from '../../json.ts';
import type { Item, Key } from '../../table/index.ts';

/** What an entry denies: callers that have all of the members that the entry has. It has at least one. */
export interface DenyRule {
  /** The exact `iss` of tokens. */
  readonly issuer?: string;
  /** The `sub` of tokens. */
  readonly subject?: string;
  /** The client that tokens were issued to. */
  readonly client?: string;
  /** The id of an API key. */
  readonly key?: string;
  /** Denies credentials that were issued before, epoch milliseconds, and those that do not say when. */
  readonly issuedBefore?: number;
}

/** An entry of the deny list. */
export interface DenyEntry extends DenyRule {
  readonly id: string;
  /** When it was added, epoch milliseconds. */
  readonly added: number;
  /** Why, for people. */
  readonly reason?: string;
}

/** The list is one item, so that a read is one request and a change is atomic. */
export const DENY_LIST_KEY: Key = { pk: 'ACCESS', sk: 'deny' };

/** Limits of the list, with which every function holds it in memory and looks at it for every request. */
export const DENY_LIMITS = { entries: 1_000, bytes: 100_000, nameChars: 2_048, reasonChars: 200 } as const;

export const RULE_TEXTS = ['issuer', 'subject', 'client', 'key'] as const;

/** The version of an item and its entries; version 0 stands for no item. */
export interface DenyItem {
  readonly version: number;
  readonly entries: readonly DenyEntry[];
}

/**
 * Reads the item.
 *
 * @throws Error for an item that is damaged or of a later version of Spillway: reading it as less than it is would admit somebody
 */
export function parseDenyItem(item: Item | undefined): DenyItem {
  if (item === undefined) return { version: 0, entries: [] };
  const { version } = item;
  const entries = tryParseJson(String(item.entries));
  if (typeof version !== 'number' || !Array.isArray(entries) || !entries.every(isEntry)) {
    throw new Error('the deny list is damaged, or was written by a later version of Spillway');
  }
  return { version, entries };
}

const MEMBERS: Readonly<Record<string, 'string' | 'number'>> = {
  id: 'string',
  added: 'number',
  reason: 'string',
  issuer: 'string',
  subject: 'string',
  client: 'string',
  key: 'string',
  issuedBefore: 'number',
};

function isEntry(value: unknown): value is DenyEntry {
  if (!isJsonObject(value) || value.id === undefined || value.added === undefined) return false;
  const isKnown = Object.entries(value).every(([name, member]) => typeof member === MEMBERS[name]);
  return isKnown && hasMember(value);
}

/** Whether a rule has a member: one without any would deny everybody. */
export function hasMember(rule: DenyRule): boolean {
  return rule.issuedBefore !== undefined || RULE_TEXTS.some((name) => rule[name] !== undefined);
}
