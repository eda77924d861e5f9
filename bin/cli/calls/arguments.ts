import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isJsonObject, type JsonObject } from '../../../lambda/json.ts';
import { type CliContext, UsageError } from '../context.ts';

/** More than any deployment accepts in a request. */
const MOST_BYTES = 10_000_000;

/**
 * Reads the value of `--args`: JSON, `@FILE`, or `@-` for the standard input.
 *
 * @throws UsageError for what is not a JSON object, and for a file that cannot be read
 */
export async function readArguments(given: string, context: CliContext): Promise<JsonObject> {
  const [text, where] = given.startsWith('@') ? await readSource(given.slice(1), context) : [given, '--args'];
  const value = parseJson(text, where);
  if (isJsonObject(value)) return value;
  throw new UsageError(`${where} must be a JSON object, for example --args '{"id": 1}'`);
}

/**
 * Reads the value of `--args` for what takes texts only.
 *
 * @returns numbers and booleans as texts
 * @throws UsageError as `readArguments` does, and for a value that is not a text
 */
export async function readTexts(given: string, context: CliContext): Promise<Readonly<Record<string, string>>> {
  const args = await readArguments(given, context);
  const texts = Object.entries(args).map(([name, value]): [string, string] => {
    if (typeof value === 'object' || value === undefined) {
      throw new UsageError(`--args: expected a text for ${name}; found ${JSON.stringify(value)}`);
    }
    return [name, String(value)];
  });
  return Object.fromEntries(texts);
}

/** Splits `SERVER/NAME`. */
export function splitTarget(target: string, expected: string): { readonly server: string; readonly name: string } {
  const [, server, name] = /^([^/]+)\/(.+)$/s.exec(target) ?? [];
  if (server === undefined || name === undefined) throw new UsageError(`expected ${expected}, found ${target}`);
  return { server, name };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where} is not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
}

async function readSource(name: string, context: CliContext): Promise<readonly [text: string, where: string]> {
  if (name === '-') return [await readAll(context.stdin ?? [], 'standard input'), 'standard input'];
  const { directory, userDirectory = directory } = context;
  try {
    const file = await open(resolve(userDirectory, name));
    try {
      return [await readAll(file.createReadStream({ autoClose: false }), name), name];
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--args: ${name} cannot be read: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return String(error);
  return error.code === 'ENOENT' ? 'there is no such file' : String(error.code);
}

async function readAll(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, where: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new UsageError(`${where} has more than ${MOST_BYTES} bytes, which no server accepts`);
    chunks.push(chunk);
  }
  try {
    // It also removes a byte-order mark, which editors on Windows write.
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new UsageError(`${where} is not UTF-8`);
  }
}
