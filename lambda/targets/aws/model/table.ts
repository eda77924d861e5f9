import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { Service, ServiceName } from './types.ts';

/** The services of AWS: a line of their names, then one line of JSON for each; compressed with Brotli. */
export const TABLE_FILE = new URL('./services.jsonl.br', import.meta.url);

/** The table, read once for all documents. */
let table: Promise<readonly string[]> | undefined;

async function read(): Promise<readonly string[]> {
  const text = await promisify(brotliDecompress)(await readFile(TABLE_FILE));
  return text.toString().split('\n');
}

/** Returns the names of all services, in the order of their lines. */
export async function serviceNames(): Promise<readonly ServiceName[]> {
  table ??= read();
  return JSON.parse((await table)[0] ?? '[]');
}

/** Returns a service. @param index its place among the names */
export async function serviceAt(index: number): Promise<Service> {
  table ??= read();
  return JSON.parse((await table)[index + 1] ?? '');
}
