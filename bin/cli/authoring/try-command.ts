import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { InvalidDocuments } from '../../../lambda/catalog/publish/index.ts';
import { isBase64 } from '../../../lambda/content/index.ts';
import { isJsonObject, type JsonObject } from '../../../lambda/json.ts';
import { parseLossless } from '../../../lambda/text/index.ts';
import { watchFiles } from '../../../local/watch/index.ts';
import { readArguments } from '../calls/arguments.ts';
import { type CliContext, CommandFailed, UsageError } from '../context.ts';
import { type AuthoredTool, type AuthoringOptions, readTools, responsesOf, selectTool } from './documents.ts';
import { record } from './record.ts';
import { callTool, type Observed, type RecordedResponse } from './run/index.ts';
import { callAsJson, describeCall } from './show/index.ts';

/** Options of `try`. */
export interface TryCommandOptions extends AuthoringOptions {
  readonly tool?: string;
  readonly args: string;
  readonly response?: string;
  readonly watch?: boolean;
  readonly record?: boolean;
  readonly name?: string;
  readonly json?: boolean;
}

/**
 * `spillway try`: calls a tool of a file in this process, without publishing it, and shows what happens.
 *
 * @throws CommandFailed when the tool fails
 * @throws InvalidDocuments
 * @throws UsageError
 */
export async function tryCommand(options: TryCommandOptions, context: CliContext): Promise<void> {
  const { watch = false, record: records = false, response } = options;
  if (watch && records) throw new UsageError('pass either --watch or --record, not both');
  if (records && response !== undefined) throw new UsageError('pass either --record or --response, not both');
  if (watch && options.args === '@-') throw new UsageError('--watch cannot read --args from the standard input twice');
  if (options.name !== undefined && !records) throw new UsageError('--name names what --record writes: pass --record');
  if (!watch) return tryOnce(options, context);
  const { directory, userDirectory = directory } = context;
  const others = [response, options.args.startsWith('@') ? options.args.slice(1) : undefined];
  const files = [...options.file, ...others.filter((file) => file !== undefined)];
  const paths = files.map((file) => resolve(userDirectory, file));
  for (const path of paths) if (!existsSync(path)) throw new UsageError(`--watch: ${path} does not exist`);
  await watchFiles(
    paths,
    async (round) => {
      if (round > 1)
        context.stdout(`\n--- saved ${new Date(context.now?.() ?? Date.now()).toLocaleTimeString()} ---\n`);
      await tryOnce(options, context).catch((error) => context.stderr(messageOf(error)));
    },
    context.interruption?.(),
  );
}

/** What an author can mend is a message, and the watch goes on. */
function messageOf(error: unknown): string {
  const isExpected = [CommandFailed, InvalidDocuments, UsageError].some((type) => error instanceof type);
  if (!isExpected) throw error;
  return `error: ${error instanceof Error ? error.message : error}`;
}

async function tryOnce(options: TryCommandOptions, context: CliContext): Promise<void> {
  const authored = selectTool(await readTools(options, context), options.tool);
  const args = await readArguments(options.args, context);
  const responses = options.response === undefined ? undefined : await readResponses(options.response, context);
  const { tool, server, secrets } = authored;
  const observed = await callTool({ tool, server, args, responses, secrets });
  context.stdout(options.json === true ? callAsJson(authored, observed) : describeCall(authored, observed));
  if (options.record === true) {
    const { file, line } = await record(authored, { args, observed, name: options.name });
    context.stderr(`${file}:${line}: the example is recorded`);
    return;
  }
  assertSuccess(authored, observed);
}

function assertSuccess({ tool }: AuthoredTool, { result }: Observed): void {
  if (result.isError === true) throw new CommandFailed(`tool ${tool.server}/${tool.name} failed: see the result`);
}

/** @throws UsageError for a file that cannot be read, or that holds no response */
async function readResponses(name: string, context: CliContext): Promise<readonly RecordedResponse[]> {
  const { directory, userDirectory = directory } = context;
  const refuse = (reason: string) => new UsageError(`--response ${name}: ${reason}`);
  const text = await readFile(resolve(userDirectory, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refuse(error.code === 'ENOENT' ? 'there is no such file' : `cannot be read: ${error.code}`);
  });
  const value = parseOr(text, (reason) => refuse(`is not valid JSON or YAML: ${reason}`));
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isEncoded = ({ bodyBase64 = '' }: JsonObject) => isBase64(String(bodyBase64).replace(/\s+/g, ''));
  if (!list.filter(isJsonObject).every(isEncoded))
    throw refuse('`bodyBase64` is not base64: write what `base64 < FILE` prints');
  if (list.every(isResponse)) return responsesOf(list);
  throw refuse('expected { "status": 200, "headers": { ... }, "body": ... }, or a list of such responses');
}

function parseOr(text: string, refuse: (reason: string) => UsageError): unknown {
  try {
    return parseJsonOr(text, parse);
  } catch (error) {
    throw refuse(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
}

/** JSON keeps the digits of large integers, which YAML rounds. */
function parseJsonOr(text: string, otherwise: (text: string) => unknown): unknown {
  try {
    return parseLossless(text);
  } catch {
    return otherwise(text);
  }
}

const KEYS = new Set(['status', 'headers', 'body', 'bodyBase64']);

function isResponse(value: unknown): boolean {
  if (!isJsonObject(value) || Object.keys(value).some((key) => !KEYS.has(key))) return false;
  const { status = 200, headers = {} } = value;
  return typeof status === 'number' && status >= 200 && status <= 599 && isJsonObject(headers);
}
