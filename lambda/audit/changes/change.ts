import type { Item } from '../../table/index.ts';
import { auditText } from '../audit-text.ts';

/** What changes a deployment. The part before the dot says what is changed; the rest, how. */
type ChangeAction =
  | 'catalog.apply'
  | 'catalog.import'
  | 'catalog.delete'
  | 'catalog.compact'
  | 'policies.delete'
  | 'keys.create'
  | 'keys.rotate'
  | 'keys.revoke'
  | 'keys.adopt'
  | 'deny.add'
  | 'deny.remove';

/** A change, without its content: names, versions and counts, never secrets or values of arguments. */
export interface Change {
  /** Who: the ARN of an AWS identity, or `local:{user}`. */
  readonly actor: string;
  readonly action: ChangeAction;
  /** The MCP server; absent for a change of no server. */
  readonly server?: string | undefined;
  /** What is changed: a server, the id of a key, the ids of deny entries. */
  readonly subject: string;
  /** What people need to know about it. */
  readonly summary: string;
}

/** `intended` is written before the change, one of the others after it. */
export type ChangePhase = 'intended' | 'done' | 'failed';

/** One line of the audit. */
export interface ChangeRecord extends Change {
  /** The same for the intent and the outcome of a change. */
  readonly id: string;
  readonly phase: ChangePhase;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Bounds of the texts of a record, in characters. */
const CHARS = { actor: 512, server: 64, subject: 512, summary: 8_192 } as const;

/** The partition of a moment: the records of a calendar month, in UTC. */
export function partitionAt(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

/** The start of the sort keys of a moment; text order is time order. */
export function sortKeyAt(at: number): string {
  return new Date(at).toISOString();
}

/**
 * Converts a record to an item.
 *
 * @param random makes the key unique, and unknown to everyone who cannot read the table
 */
export function changeItem(record: ChangeRecord, random: string): Item {
  const { id, phase, at, actor, action, server, subject, summary } = record;
  return {
    pk: partitionAt(at),
    sk: `${sortKeyAt(at)}#${random}`,
    ...{ id, phase, at, action },
    actor: auditText(actor, CHARS.actor),
    subject: auditText(subject, CHARS.subject),
    summary: auditText(summary, CHARS.summary),
    ...(server !== undefined && { server: auditText(server, CHARS.server) }),
  };
}

/** Reads an item; whatever it lacks is an empty text, because a record that is damaged must still be seen. */
export function parseChangeItem(item: Item): ChangeRecord {
  const text = (name: string) => String(item[name] ?? '');
  const server = text('server');
  return {
    id: text('id'),
    phase: text('phase') as ChangePhase,
    at: Number(item.at ?? Date.parse(item.sk.slice(0, 24))),
    actor: text('actor'),
    action: text('action') as ChangeAction,
    ...(server !== '' && { server }),
    subject: text('subject'),
    summary: text('summary'),
  };
}
