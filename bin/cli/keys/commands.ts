import { readLostSecrets } from '../../../lambda/audit/changes/index.ts';
import {
  createKeyStore,
  isKeyId,
  type KeyDetails,
  KeyNotChanged,
  type KeyStore,
  type NewKey,
} from '../../../lambda/auth/keys/manage/index.ts';
import type { ChangeLog } from '../audit/change-log.ts';
import { type CliContext, CommandFailed, UsageError } from '../context.ts';
import { count } from '../count.ts';
import { isYes } from '../delete.ts';
import { maxKeyDaysOf } from '../stage-settings.ts';
import { type TableOptions, withTable } from '../table.ts';
import { keyJson, keyLines, keyTable } from './text.ts';
import { type LimitOptions, parseCount, parseDuration, parseLimits, parseMoment } from './values.ts';

const DAY_MS = 86_400_000;
const MAX_PAGE = 1_000;

/** Options of every command that prints keys. */
interface PrintOptions extends TableOptions {
  readonly json?: boolean;
}

/** Options of `keys create`. */
export interface CreateKeyOptions extends PrintOptions, LimitOptions {
  readonly name: string;
  readonly owner: string;
  readonly server?: readonly string[];
  readonly scope?: readonly string[];
  readonly expires?: string;
}

/** Options of `keys list`. */
export interface ListKeysOptions extends PrintOptions {
  readonly limit: string;
  readonly after?: string;
}

/** Options of `keys rotate`. */
export interface RotateKeyOptions extends PrintOptions {
  readonly overlap: string;
  readonly expires?: string;
}

/** Options of `keys adopt`. */
export interface AdoptKeysOptions extends TableOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** `spillway keys create`: prints a new key, the only time that it is shown. */
export async function createKeyCommand(options: CreateKeyOptions, context: CliContext): Promise<void> {
  const { name, owner, server: servers, scope: scopes = [], expires } = options;
  const now = nowOf(context);
  const limits = parseLimits(options);
  const expiry = expires === undefined ? undefined : parseMoment('--expires', expires, now);
  await withKeys(options, context, async (store, { maxDays, changes }) => {
    // Printed before the outcome is recorded: a key that exists and was never shown would be of no use to anybody.
    const work = async () => {
      const created = await store.create({
        name,
        owner,
        scopes,
        ...(servers !== undefined && { servers }),
        ...(limits !== undefined && { limits }),
        expiresAt: expiry ?? now + maxDays * DAY_MS,
      });
      printNew(created, options, context);
      return created;
    };
    const outcome = (key: NewKey) => ({ subject: key.id, summary: recordText(key) });
    await changes.record({
      change: { action: 'keys.create', subject: name, summary: `owner ${owner}` },
      work,
      outcome,
    });
  });
}

/** `spillway keys list`: one page of the keys. */
export async function listKeysCommand(options: ListKeysOptions, context: CliContext): Promise<void> {
  const limit = parseCount('--limit', options.limit, MAX_PAGE);
  await withKeys(options, context, async (store) => {
    const { keys, next } = await store.list(limit, options.after);
    if (options.json) return context.stdout(jsonText({ keys: keys.map(keyJson), next: next ?? null }));
    if (keys.length === 0) {
      return context.stdout(
        options.after === undefined ? 'no keys yet: create one with `spillway keys create`' : 'no more keys',
      );
    }
    context.stdout(keyTable(keys));
    if (next !== undefined) context.stderr(`there are more keys: pass --after ${next}`);
  });
}

/** `spillway keys show`: one key, without its secret. */
export async function showKeyCommand(id: string, options: PrintOptions, context: CliContext): Promise<void> {
  await withKeys(options, context, async (store) => {
    const key = await store.show(id);
    context.stdout(options.json ? jsonText(keyJson(key)) : keyLines(key));
  });
}

/**
 * `spillway keys revoke`: ends keys for good. Does not ask, because a revocation is urgent.
 *
 * @throws CommandFailed when some of them do not exist; the others are then revoked
 */
export async function revokeKeysCommand(
  ids: readonly string[],
  options: PrintOptions,
  context: CliContext,
): Promise<void> {
  const failed: string[] = [];
  await withKeys(options, context, async (store, { changes }) => {
    for (const id of ids) {
      try {
        const change = { action: 'keys.revoke', subject: idText(id), summary: '' } as const;
        const key = await changes.record({ change, work: () => store.revoke(id), outcome: ofKey });
        context.stdout(options.json ? jsonText(keyJson(key)) : `${id} (${key.name}) is revoked`);
      } catch (error) {
        if (!(error instanceof KeyNotChanged)) throw error;
        failed.push(error.message);
      }
    }
  });
  if (failed.length > 0) throw new CommandFailed(failed.join('\n'));
}

/** `spillway keys rotate`: gives a key a new secret, which is shown once. */
export async function rotateKeyCommand(id: string, options: RotateKeyOptions, context: CliContext): Promise<void> {
  const { expires } = options;
  const overlapMs = parseDuration('--overlap', options.overlap);
  const expiresAt = expires === undefined ? undefined : parseMoment('--expires', expires, nowOf(context));
  await withKeys(options, context, async (store, { changes }) => {
    const work = async () => {
      const rotated = await store.rotate(id, { overlapMs, expiresAt });
      printNew(rotated, options, context);
      return rotated;
    };
    const change = { action: 'keys.rotate', subject: idText(id), summary: `overlap ${options.overlap}` } as const;
    await changes.record({ change, work, outcome: ofKey });
  });
}

/**
 * `spillway keys adopt`: makes keys valid again that were written to another table, of which this one is a restored backup.
 *
 * Keys that the audit shows as revoked or rotated since then are refused.
 *
 * @throws UsageError without keys, or with nobody to ask
 * @throws CommandFailed when the user declines, or some of the named keys must not be adopted; the others are then adopted
 */
export async function adoptKeysCommand(
  ids: readonly string[],
  options: AdoptKeysOptions,
  context: CliContext,
): Promise<void> {
  const { all = false, yes = false } = options;
  if (all === ids.length > 0) throw new UsageError('pass either the ids of the keys to adopt, or --all');
  if (all && !yes && !context.ask) throw new UsageError('there is no terminal to ask on: pass --yes to adopt all keys');
  await withKeys(options, context, async (store, { changes, now }) => {
    const found = all ? await keysOfOtherTables(store) : await Promise.all(ids.map((id) => store.show(id)));
    if (found.length === 0) return context.stdout('no keys of another table, nothing to adopt');
    const { table } = changes;
    context.stderr(
      `${WARNING}, ${table === undefined ? 'and this table has no audit that shows it' : 'unless the audit shows it'}`,
    );
    const lost = table === undefined ? new Map() : await readLostSecrets(table, found, now());
    for (const [id, { why, at }] of lost) {
      context.stderr(
        `${id} was ${why} at ${new Date(at).toISOString()}, after the backup: it is not adopted; create another key`,
      );
    }
    const chosen = found.map(({ id }) => id).filter((id) => !lost.has(id));
    const question = `Adopt ${count(chosen.length, 'key')}? [y/N] `;
    if (all && !yes && chosen.length > 0 && !isYes(await context.ask?.(question)))
      throw new CommandFailed('nothing was adopted');
    for (const id of chosen) {
      const change = { action: 'keys.adopt', subject: id, summary: '' } as const;
      const { name, status } = await changes.record({ change, work: () => store.admit(id), outcome: ofKey });
      context.stdout(`${id} (${name}) is adopted: ${status}`);
    }
    if (lost.size > 0)
      throw new CommandFailed(`${count(lost.size, 'key')} not adopted: ${[...lost.keys()].join(', ')}`);
  });
}

async function keysOfOtherTables(store: KeyStore): Promise<readonly KeyDetails[]> {
  const found: KeyDetails[] = [];
  let after: string | undefined;
  do {
    const { keys, next } = await store.list(MAX_PAGE, after);
    found.push(...keys.filter(({ status }) => status === 'other-table'));
    after = next;
  } while (after !== undefined);
  return found;
}

/** The key goes alone to standard output, so that a script can take it; everything else is for people. */
function printNew({ key, ...details }: NewKey, { json }: PrintOptions, { stdout, stderr }: CliContext): void {
  if (!json) stderr(`${keyLines(details)}\nThis is the key. It is shown only now; its secret is stored nowhere:`);
  stdout(json ? jsonText({ key, ...keyJson(details) }) : key);
}

const WARNING =
  'warning: what happened after the backup is not in it: a key that was revoked, or a secret that was replaced, is valid again once it is adopted';

/** The id of a key in the audit. The secret of a whole key that was passed by mistake is kept nowhere. */
function idText(id: string): string {
  return isKeyId(id) ? id : '(not the id of a key)';
}

function ofKey(key: KeyDetails): { readonly summary: string } {
  return { summary: recordText(key) };
}

/** A key as the audit shows it. */
function recordText({ name, owner, servers, scopes, expiresAt }: KeyDetails): string {
  const to = servers === undefined ? 'all servers' : `servers ${servers.join(' ')}`;
  return `${name}, owner ${owner}, ${to}, scopes ${scopes.join(' ') || 'none'}, expires ${new Date(expiresAt).toISOString()}`;
}

interface KeysWork {
  readonly maxDays: number;
  readonly changes: ChangeLog;
  readonly now: () => number;
}

function withKeys<V>(
  options: TableOptions,
  context: CliContext,
  work: (store: KeyStore, more: KeysWork) => Promise<V>,
): Promise<V> {
  return withTable(options, context, (table, { name, changes }) => {
    const { now = Date.now } = context;
    const maxDays = maxKeyDaysOf(name);
    return work(createKeyStore({ table, identity: table.identity, maxDays, now }), { maxDays, changes, now });
  });
}

function nowOf({ now = Date.now }: CliContext): number {
  return now();
}

function jsonText(value: object): string {
  return JSON.stringify(value, undefined, 2);
}
