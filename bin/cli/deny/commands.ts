import { randomBytes } from 'node:crypto';
import {
  addDenyEntry,
  DENY_LIMITS,
  type DenyEntry,
  type DenyRule,
  readDenyEntries,
  removeDenyEntries,
} from '../../../lambda/auth/deny-list/manage/index.ts';
import { type CliContext, CommandFailed } from '../context.ts';
import { type TableOptions, withTable } from '../table.ts';
import { checkText, type RuleOptions, readRule } from './rule.ts';

/** Options of `deny add`. */
export interface DenyAddOptions extends RuleOptions, TableOptions {
  readonly reason?: string;
}

/** Options of `deny list`. */
export interface DenyListOptions extends TableOptions {
  readonly json?: boolean;
}

/** `spillway deny add`: denies the callers that have everything that the options name. */
export async function denyAddCommand(options: DenyAddOptions, context: CliContext): Promise<void> {
  const added = (context.now ?? Date.now)();
  const rule = readRule(options, added);
  const { reason } = options;
  const wanted: DenyEntry = {
    id: randomBytes(4).toString('hex'),
    added,
    ...rule,
    ...(reason !== undefined && { reason: checkText('--reason', reason, DENY_LIMITS.reasonChars) }),
  };
  const { entry, isNew } = await withTable(options, context, (table, { changes }) =>
    changes.record({
      change: { action: 'deny.add', subject: wanted.id, summary: recordText(wanted) },
      work: () => addDenyEntry(table, wanted),
      outcome: ({ entry: kept, isNew: added }) => ({
        subject: kept.id,
        summary: `${added ? '' : 'denied already: '}${recordText(kept)}`,
      }),
    }),
  );
  context.stdout(`${entry.id} ${isNew ? 'denies' : 'denies already'}: ${ruleText(entry)}`);
}

/** `spillway deny list`: prints the entries, oldest first. */
export async function denyListCommand(
  { json = false, ...options }: DenyListOptions,
  context: CliContext,
): Promise<void> {
  const entries = await withTable(options, context, (table) => readDenyEntries(table));
  if (json) return context.stdout(JSON.stringify(entries.map(withTimes), null, 2));
  if (entries.length === 0) return context.stdout('nobody is denied');
  context.stdout(entries.map(entryText).join('\n'));
}

/** `spillway deny remove ID...`: callers that the entries denied are admitted again. */
export async function denyRemoveCommand(
  ids: readonly string[],
  options: TableOptions,
  context: CliContext,
): Promise<void> {
  const unknown = await withTable(options, context, (table, { changes }) =>
    changes.record({
      change: { action: 'deny.remove', subject: ids.join(' '), summary: '' },
      work: () => removeDenyEntries(table, ids),
      outcome: (missing) => (missing.length > 0 ? { summary: `nothing removed, no entry ${missing.join(', ')}` } : {}),
    }),
  );
  if (unknown.length > 0) {
    throw new CommandFailed(`no entry ${unknown.join(', ')}: nothing was removed; see \`spillway deny list\``);
  }
  context.stdout(`removed ${[...new Set(ids)].join(', ')}`);
}

/** An entry as the audit shows it. */
function recordText({ reason, ...rule }: DenyEntry): string {
  return `${ruleText(rule)}${reason === undefined ? '' : ` (${reason})`}`;
}

function entryText(entry: DenyEntry): string {
  const reason = entry.reason === undefined ? '' : ` (${entry.reason})`;
  return `${entry.id}  ${timeText(entry.added)}  ${ruleText(entry)}${reason}`;
}

/** A rule as people read it: a caller must have all of this to be denied. */
function ruleText({ issuer, subject, client, key, issuedBefore }: DenyRule): string {
  const parts = [
    ['issuer', issuer],
    ['subject', subject],
    ['client', client],
    ['key', key],
    ['issued before', issuedBefore && timeText(issuedBefore)],
  ];
  return parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`])).join(', ');
}

function withTimes({ added, issuedBefore, ...entry }: DenyEntry): object {
  return {
    ...entry,
    ...(issuedBefore !== undefined && { issuedBefore: timeText(issuedBefore) }),
    added: timeText(added),
  };
}

function timeText(time: number): string {
  return new Date(time).toISOString();
}
