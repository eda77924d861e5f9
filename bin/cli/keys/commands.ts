import { createKeyStore, KeyNotChanged, type KeyStore, type NewKey } from '../../../lambda/auth/keys/manage/index.ts';
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
  await withKeys(options, context, async (store, maxDays) => {
    const created = await store.create({
      name,
      owner,
      scopes,
      ...(servers !== undefined && { servers }),
      ...(limits !== undefined && { limits }),
      expiresAt: expiry ?? now + maxDays * DAY_MS,
    });
    printNew(created, options, context);
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
 * `spillway keys revoke`: ends keys for good. Does not ask: whoever revokes is in a hurry.
 *
 * @throws CommandFailed when some of them do not exist; the others are then revoked
 */
export async function revokeKeysCommand(
  ids: readonly string[],
  options: PrintOptions,
  context: CliContext,
): Promise<void> {
  const failed: string[] = [];
  await withKeys(options, context, async (store) => {
    for (const id of ids) {
      try {
        const key = await store.revoke(id);
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
  await withKeys(options, context, async (store) => {
    printNew(await store.rotate(id, { overlapMs, expiresAt }), options, context);
  });
}

/**
 * `spillway keys adopt`: makes keys valid again that were written to another table, of which this one is a restored backup.
 *
 * @throws UsageError without keys, or with nobody to ask
 * @throws CommandFailed when the user declines
 */
export async function adoptKeysCommand(
  ids: readonly string[],
  options: AdoptKeysOptions,
  context: CliContext,
): Promise<void> {
  const { all = false, yes = false } = options;
  if (all === ids.length > 0) throw new UsageError('pass either the ids of the keys to adopt, or --all');
  if (all && !yes && !context.ask) throw new UsageError('there is no terminal to ask on: pass --yes to adopt all keys');
  await withKeys(options, context, async (store) => {
    const chosen = all ? await keysOfOtherTables(store) : ids;
    if (chosen.length === 0) return context.stdout('no keys of another table, nothing to adopt');
    context.stderr(
      'warning: what happened after the backup is not in it: a key that was revoked, or a secret that was replaced, is valid again once it is adopted',
    );
    const question = `Adopt ${count(chosen.length, 'key')}? [y/N] `;
    if (all && !yes && !isYes(await context.ask?.(question))) throw new CommandFailed('nothing was adopted');
    for (const id of chosen) {
      const { name, status } = await store.admit(id);
      context.stdout(`${id} (${name}) is adopted: ${status}`);
    }
  });
}

async function keysOfOtherTables(store: KeyStore): Promise<readonly string[]> {
  const found: string[] = [];
  let after: string | undefined;
  do {
    const { keys, next } = await store.list(MAX_PAGE, after);
    found.push(...keys.filter(({ status }) => status === 'other-table').map(({ id }) => id));
    after = next;
  } while (after !== undefined);
  return found;
}

/** The key goes alone to standard output, so that a script can take it; everything else is for people. */
function printNew({ key, ...details }: NewKey, { json }: PrintOptions, { stdout, stderr }: CliContext): void {
  if (!json) stderr(`${keyLines(details)}\nThis is the key. It is shown only now; its secret is stored nowhere:`);
  stdout(json ? jsonText({ key, ...keyJson(details) }) : key);
}

function withKeys<V>(
  options: TableOptions,
  context: CliContext,
  work: (store: KeyStore, maxDays: number) => Promise<V>,
): Promise<V> {
  return withTable(options, context, (table, { name }) => {
    const maxDays = maxKeyDaysOf(name);
    return work(createKeyStore({ table, identity: table.identity, maxDays, now: context.now ?? Date.now }), maxDays);
  });
}

function nowOf({ now = Date.now }: CliContext): number {
  return now();
}

function jsonText(value: object): string {
  return JSON.stringify(value, undefined, 2);
}
