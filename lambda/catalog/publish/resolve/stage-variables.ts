import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isJsonObject, type JsonObject } from '../../../json.ts';
import { InvalidDocuments } from '../load/index.ts';
import type { VariableValues } from './server-facts.ts';

/**
 * Reads the values that a stage gives to variables, from `config/{stage}.vars.yaml`.
 *
 * @param root directory that contains `config/`
 * @param stage the stage's name; a stage without the file gives no values
 * @param more values that come before those of the file, by server and name
 * @throws InvalidDocuments for a file that is not YAML of servers, names and values
 */
export async function readStageVariables(
  root: string,
  stage: string,
  more: Readonly<Record<string, JsonObject>> = {},
): Promise<VariableValues> {
  const file = `config/${stage}.vars.yaml`;
  const text = await readFile(join(root, file), 'utf8').catch(() => undefined);
  const values = text === undefined ? {} : serversIn(file, text);
  const servers = new Set([...Object.keys(values), ...Object.keys(more)]);
  const joined = [...servers].map((server) => [server, { ...values[server], ...more[server] }] as const);
  return { stage: { file, values: Object.fromEntries(joined) } };
}

const SHAPE = 'expected servers with names and values, such as `github: { host: api.github.com }`';

function serversIn(file: string, text: string): Readonly<Record<string, JsonObject>> {
  const refuse = (message: string) => new InvalidDocuments([{ path: [], message, at: { file } }]);
  const read = (): unknown => {
    try {
      return parse(text) ?? {};
    } catch (error) {
      throw refuse(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  };
  const value = read();
  if (!isJsonObject(value)) throw refuse(SHAPE);
  return Object.fromEntries(
    Object.entries(value).map(([server, values]) => {
      if (isJsonObject(values)) return [server, values];
      throw refuse(`${server}: ${SHAPE}`);
    }),
  );
}
