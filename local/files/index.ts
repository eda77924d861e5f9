import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { LocalStackError } from '../errors.ts';
import type { ServiceSpec } from '../services/index.ts';
import { LocalFile, type TableEntry } from './schema.ts';

export type { AttributeEntry, KeyEntry } from './schema.ts';

/** Name of the file in a catalogue directory. */
export const LOCAL_FILE = 'local.yaml';

/** A table that a catalogue's tools use, made and filled beside the local stack's own. */
export interface TableSpec extends TableEntry {
  /** Path of the file with its items. */
  readonly source: string;
  /** The file that asks for it, for messages. */
  readonly file: string;
}

/** What the catalogue directories want beside the deployment. */
export interface LocalFiles {
  readonly services: readonly ServiceSpec[];
  readonly tables: readonly TableSpec[];
  /** Text of each secret, by `server/name`. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Lines for people. */
  readonly notes: readonly string[];
}

/**
 * Reads `local.yaml` of each directory that has one.
 *
 * @param environment where secrets may come from
 * @throws LocalStackError naming file and key when one is wrong, or when two want the same port or table
 */
export function readLocalFiles(
  directories: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LocalFiles {
  const files = directories.map((directory) => readDirectory(directory, environment));
  const services = files.flatMap((file) => file.services);
  const tables = files.flatMap((file) => file.tables);
  refuseTwins(services, ({ port }) => `port ${port}`);
  refuseTwins(tables, ({ table }) => `the table ${table}`);
  return {
    services,
    tables,
    secrets: new Map(files.flatMap((file) => [...file.secrets])),
    notes: files.flatMap((file) => file.notes),
  };
}

const NOTHING: LocalFiles = { services: [], tables: [], secrets: new Map(), notes: [] };

function readDirectory(directory: string, environment: Readonly<Record<string, string | undefined>>): LocalFiles {
  const file = join(directory, LOCAL_FILE);
  if (!existsSync(file)) return NOTHING;
  const parsed = LocalFile.safeParse(readYaml(file) ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || '(file)'}: ${message}`);
    throw new LocalStackError(`${file} is not valid:\n${problems.join('\n')}`);
  }
  const { services, tables, secrets: byServer } = parsed.data;
  const found = (name: string, owner: string): string => {
    const path = resolve(directory, name);
    if (!existsSync(path)) throw new LocalStackError(`${file}: ${owner}: there is no file ${name}`);
    return path;
  };
  const secrets = new Map<string, string>();
  const notes: string[] = [];
  for (const [server, named] of Object.entries(byServer)) {
    for (const [name, secret] of Object.entries(named)) {
      const text = typeof secret === 'string' ? secret : environment[secret.fromEnv];
      if (text !== undefined && text !== '') secrets.set(`${server}/${name}`, text);
      else if (typeof secret !== 'string') {
        notes.push(`the secret ${name} of server ${server} is missing: the variable ${secret.fromEnv} is not set`);
      }
    }
  }
  return {
    services: services.map(({ run, ...service }) => {
      const program = found(run, `service ${service.name}`);
      return { ...service, program, directory: resolve(directory), file };
    }),
    tables: tables.map((table) => ({ ...table, source: found(table.items, `table ${table.table}`), file })),
    secrets,
    notes,
  };
}

function refuseTwins<T extends { readonly file: string }>(entries: readonly T[], what: (entry: T) => string): void {
  for (const [index, entry] of entries.entries()) {
    const twin = entries.slice(0, index).find((other) => what(other) === what(entry));
    if (twin) throw new LocalStackError(`${entry.file}: ${what(entry)} is also taken by ${twin.file}`);
  }
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new LocalStackError(`${file} is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}
