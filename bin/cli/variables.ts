import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { readStageVariables, type VariableValues } from '../../lambda/catalog/publish/index.ts';
import type { JsonObject } from '../../lambda/json.ts';
import { UsageError } from './context.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Options that give values of servers' variables. */
export interface VariableOptions {
  readonly var?: readonly string[];
}

/** Adds the option that gives values of servers' variables. */
export function withVariableOptions(command: Command): Command {
  return command.option(
    '--var <server.name=value>',
    "a value of a server's variable; repeat the option for several",
    (value: string, before: readonly string[] = []) => [...before, value],
  );
}

/** What is known of the stage that documents are for. */
interface KnownStage {
  readonly name: string | undefined;
  /** Addresses of the local stack's services, by server and variable. */
  readonly services?: Readonly<Record<string, JsonObject>> | undefined;
}

/**
 * Reads the values of servers' variables.
 *
 * @param root directory that contains `config/`
 * @throws UsageError for an option that is not `server.name=value`, or is given twice
 * @throws InvalidDocuments for a `config/{stage}.vars.yaml` that has another shape
 */
export async function readVariables(
  { var: options = [] }: VariableOptions,
  { name, services }: KnownStage,
  root: string = ROOT,
): Promise<VariableValues> {
  const given = parseOptions(options);
  return name === undefined ? { given } : { given, ...(await readStageVariables(root, name, services)) };
}

const OPTION = /^([a-z0-9-]{1,64})\.([A-Za-z_][A-Za-z0-9_-]*)=(.*)$/s;

function parseOptions(options: readonly string[]): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const given = new Map<string, Map<string, string>>();
  for (const option of options) {
    const [, server, name, value] = OPTION.exec(option) ?? [];
    if (server === undefined || name === undefined || value === undefined)
      throw new UsageError(`--var ${option}: expected SERVER.NAME=VALUE, such as github.host=api.github.com`);
    const values = given.get(server) ?? new Map<string, string>();
    if (values.has(name)) throw new UsageError(`--var ${server}.${name} is given twice: remove one`);
    given.set(server, values.set(name, value));
  }
  return Object.fromEntries([...given].map(([server, values]) => [server, Object.fromEntries(values)]));
}
