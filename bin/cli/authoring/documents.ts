import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ServerDocument, ToolDocument } from '../../../lambda/catalog/index.ts';
import { type LoadedDocument, loadDocuments, readLoaded } from '../../../lambda/catalog/publish/index.ts';
import { isJsonObject, type JsonObject } from '../../../lambda/json.ts';
import { LOCAL_FILE, readLocalFiles } from '../../../local/local-yaml/index.ts';
import { pathsOf, printWarnings } from '../apply.ts';
import { type CliContext, CommandFailed, UsageError } from '../context.ts';
import { readVariables, type VariableOptions } from '../variables.ts';
import type { RecordedResponse } from './run/index.ts';

/** Options of every command that runs tools from files. */
export interface AuthoringOptions extends VariableOptions {
  readonly file: readonly string[];
  readonly secret?: readonly string[];
}

/** A valid tool, as it would be published, and where its author wrote it. */
export interface AuthoredTool {
  readonly tool: ToolDocument;
  readonly server: ServerDocument | undefined;
  readonly source: LoadedDocument['source'];
  readonly examples: readonly Example[];
  /** Values of the server's secrets, by name. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** One of a tool's `examples`. */
export interface Example {
  readonly name: string;
  readonly arguments: JsonObject;
  readonly responses: readonly RecordedResponse[];
  /** What the schema of documents calls the same. */
  readonly expected: JsonObject;
  /** Its place in the file. */
  readonly line: number;
}

/**
 * Loads and checks documents as `validate` does, and returns their tools.
 *
 * @throws InvalidDocuments with every fault
 * @throws UsageError for a secret that is not `NAME=VALUE`
 */
export async function readTools(options: AuthoringOptions, context: CliContext): Promise<readonly AuthoredTool[]> {
  const paths = pathsOf(options.file, context);
  const loaded = await loadDocuments(paths);
  const documents = await readLoaded(loaded, context.targets, {
    ...printWarnings(context),
    variables: await readVariables(options, { name: undefined }),
  });
  const secrets = secretsOf(paths, options.secret ?? [], context);
  const servers = new Map(documents.flatMap((each) => (each.kind === 'Server' ? [[each.server, each] as const] : [])));
  return documents.flatMap((tool) => {
    if (tool.kind !== 'Tool') return [];
    const written = loaded.documents.find(({ value }) => isSame(value, tool));
    if (written === undefined) return [];
    const { value, source } = written;
    const examples = isJsonObject(value) ? examplesOf(value, source) : [];
    return [{ tool, server: servers.get(tool.server), source, examples, secrets: secrets(tool.server) }];
  });
}

function isSame(value: unknown, { server, name }: ToolDocument): boolean {
  return isJsonObject(value) && value.kind === 'Tool' && value.server === server && value.name === name;
}

/**
 * Finds the tool that an author means.
 *
 * @param wanted `NAME` or `SERVER/NAME`; may be absent where there is only one
 * @throws UsageError
 */
export function selectTool(tools: readonly AuthoredTool[], wanted: string | undefined): AuthoredTool {
  const nameOf = ({ tool }: AuthoredTool) => `${tool.server}/${tool.name}`;
  const fitting = tools.filter((each) => wanted === undefined || [each.tool.name, nameOf(each)].includes(wanted));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const names = (fitting.length > 0 ? fitting : tools).map(nameOf).join(', ') || 'none';
  if (wanted === undefined) throw new UsageError(`pass the name of a tool with --tool; the files have: ${names}`);
  const problem = only === undefined ? `no tool is named ${wanted}` : `several tools are named ${wanted}`;
  throw new UsageError(`${problem}; the files have: ${names}`);
}

function examplesOf({ examples }: JsonObject, source: LoadedDocument['source']): readonly Example[] {
  if (!Array.isArray(examples)) return [];
  return examples.flatMap((example: unknown, index) => {
    if (!isJsonObject(example) || !isJsonObject(example.arguments)) return [];
    const { name, arguments: args, response, responses, ...expected } = example;
    return [
      {
        name: typeof name === 'string' ? name : `example ${index + 1}`,
        arguments: args,
        responses: responsesOf(responses ?? (response === undefined ? [] : [response])),
        expected,
        line: source.lineOf(['examples', index]),
      },
    ];
  });
}

/** Responses that the schema of documents has accepted, or the same as a file. */
export function responsesOf(value: unknown): readonly RecordedResponse[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter(isJsonObject).map(({ status, headers, body, bodyBase64 }) => ({
    ...(typeof status === 'number' && { status }),
    ...(isJsonObject(headers) && { headers: textsOf(headers) }),
    ...(body !== undefined && { body }),
    ...(typeof bodyBase64 === 'string' && { bodyBase64 }),
  }));
}

function textsOf(headers: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** Values of secrets by the name of a server: those of the command line come before those of `local.yaml`. */
function secretsOf(
  paths: readonly string[],
  options: readonly string[],
  { environment, directory, userDirectory = directory }: CliContext,
) {
  const given = options.map((option): readonly [string, string] => {
    const equals = option.indexOf('=');
    // The value must not reach a terminal's history of errors.
    if (equals < 1) throw new UsageError('--secret must be NAME=VALUE');
    return [option.slice(0, equals), option.slice(equals + 1)];
  });
  const directories = new Set(paths.flatMap((path) => directoryWithLocalFile(path, userDirectory) ?? []));
  const { secrets } = readLocally([...directories], environment);
  return (server: string): ReadonlyMap<string, string> => {
    const own = [...secrets].filter(([name]) => name.startsWith(`${server}/`));
    return new Map([...own.map(([name, value]) => [name.slice(server.length + 1), value] as const), ...given]);
  };
}

function readLocally(directories: readonly string[], environment: CliContext['environment']) {
  try {
    return readLocalFiles(directories, environment);
  } catch (error) {
    throw new CommandFailed(error instanceof Error ? error.message : String(error));
  }
}

/** The directory of a path, or the nearest one above it up to the user's own, that has a `local.yaml`. */
function directoryWithLocalFile(path: string, userDirectory: string): string | undefined {
  const top = resolve(userDirectory);
  for (let directory = resolve(path); ; directory = dirname(directory)) {
    if (existsSync(join(directory, LOCAL_FILE))) return directory;
    if (directory === top || directory === dirname(directory)) return undefined;
  }
}
