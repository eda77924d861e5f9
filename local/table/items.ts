import { fork } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { LocalStackError } from '../errors.ts';
import type { TableSpec } from '../local-yaml/index.ts';
import { NODE } from '../node.ts';
import { isRecord } from '../template/index.ts';

const LOADER = fileURLToPath(new URL('./items.mjs', import.meta.url));
const TIMEOUT_MS = 30_000;

/** A table's items as plain objects. */
export type Items = readonly Record<string, unknown>[];

/**
 * Loads the items of a table.
 *
 * @throws LocalStackError when the module cannot be loaded or does not export an array of objects
 */
export async function readItems({ source, file, table, items: name }: TableSpec): Promise<Items> {
  const where = `${file}: table ${table}: ${name}`;
  const items = await load(source, where);
  if (Array.isArray(items) && items.every(isRecord)) return items;
  throw new LocalStackError(`${where}: expected \`export const items\`, an array of objects`);
}

async function load(source: string, where: string): Promise<unknown> {
  const child = fork(LOADER, [source], {
    execPath: NODE,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: TIMEOUT_MS,
  });
  let items: unknown;
  child.on('message', (message) => {
    if (isRecord(message)) items = message.items;
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [output, code] = await Promise.all([child.stderr === null ? '' : text(child.stderr), closed]);
  if (code !== 0) throw new LocalStackError(`${where} could not be loaded:\n${output.trim()}`);
  return items;
}
