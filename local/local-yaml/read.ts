import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { LocalStackError } from '../errors.ts';
import type { ServiceSpec } from '../services/index.ts';
import { LocalFile, type TableEntry } from './schema.ts';

/** The file's name in a catalogue directory. */
export const LOCAL_FILE = 'local.yaml';

/** A table that the catalogue's tools read or write, created and seeded in addition to the templates' tables. */
export interface TableSpec extends TableEntry {
  /** Path of the module that exports its items. */
  readonly source: string;
  /** The `local.yaml` that declares it, for messages. */
  readonly file: string;
}

/** Everything that the `local.yaml` files declare. */
interface LocalFiles {
  readonly services: readonly ServiceSpec[];
  readonly tables: readonly TableSpec[];
  /** Value of each secret, by `server/name`. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Warnings for the log. */
  readonly notes: readonly string[];
}

/**
 * Reads `local.yaml` of each directory that has one.
 *
 * @param environment for secrets with `fromEnv`
 * @throws LocalStackError with file and key when one is invalid, or when two declare the same port or table
 */
export function readLocalFiles(
  directories: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LocalFiles {
  const files = directories.map((directory) => readDirectory(directory, environment));
  const services = files.flatMap((file) => file.services);
  const tables = files.flatMap((file) => file.tables);
  refuseDuplicates(
    services.filter(({ port }) => port !== 0),
    ({ port }) => `port ${port}`,
  );
  refuseDuplicates(
    services.filter(({ variable }) => variable !== undefined),
    ({ variable }) => `the variable ${variable}`,
  );
  refuseDuplicates(tables, ({ table }) => `the table ${table}`);
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
    if (!existsSync(path)) throw new LocalStackError(`${file}: ${owner}: the file ${name} does not exist`);
    return path;
  };
  const secrets = new Map<string, string>();
  const notes: string[] = [];
  for (const [server, named] of Object.entries(byServer)) {
    for (const [name, secret] of Object.entries(named)) {
      const text = typeof secret === 'string' ? secret : environment[secret.fromEnv];
      if (text !== undefined && text !== '') secrets.set(`${server}/${name}`, text);
      else if (typeof secret !== 'string') {
        notes.push(
          `the secret ${name} of server ${server} is missing: the environment variable ${secret.fromEnv} is not set`,
        );
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

function refuseDuplicates<T extends { readonly file: string }>(
  entries: readonly T[],
  what: (entry: T) => string,
): void {
  for (const [index, entry] of entries.entries()) {
    const duplicate = entries.slice(0, index).find((other) => what(other) === what(entry));
    if (duplicate) throw new LocalStackError(`${entry.file}: ${what(entry)} is already used by ${duplicate.file}`);
  }
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new LocalStackError(`${file} is not valid YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}
