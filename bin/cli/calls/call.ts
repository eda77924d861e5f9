import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { callTool, serverAt } from './client.ts';
import { type CliContext, CommandFailed, UsageError } from './context.ts';
import { findLocalStack, type LocalStack } from './local-stack.ts';

/** Options of `call`. */
export interface CallCommandOptions {
  readonly args: string;
  readonly endpoint?: string;
  readonly local?: boolean;
  readonly key?: string;
  readonly json?: boolean;
}

/**
 * `spillway call SERVER/TOOL`: calls one tool as an agent would and prints the result.
 *
 * @throws CommandFailed when the tool fails, or cannot be called
 * @throws UsageError
 */
export async function callCommand(target: string, options: CallCommandOptions, context: CliContext): Promise<void> {
  const [, server, tool] = /^([^/]+)\/(.+)$/.exec(target) ?? [];
  if (server === undefined || tool === undefined) throw new UsageError(`expected SERVER/TOOL, found ${target}`);
  const request = { name: tool, arguments: parseArguments(options.args) };
  const { endpoint, local } = await locate(options, context);
  const url = `${endpoint}/mcp/${encodeURIComponent(server)}`;

  const result = await callTool(await serverAt(url, { given: options.key, local }, context), request);
  const text = options.json ? JSON.stringify(result, undefined, 2) : contentText(result);
  if (result.isError !== true) return context.stdout(text);
  if (options.json) context.stdout(text);
  throw new CommandFailed(options.json ? 'the tool failed' : text);
}

function parseArguments(text: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isJsonObject(parsed)) return parsed;
  } catch (error) {
    throw new UsageError(`--args is not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new UsageError(`--args must be a JSON object, for example --args '{"id": 1}'`);
}

/** The endpoint, and the local stack if it is that of one. */
async function locate(
  { endpoint, local }: CallCommandOptions,
  context: CliContext,
): Promise<{ readonly endpoint: string; readonly local?: LocalStack }> {
  if (local && endpoint !== undefined) throw new UsageError('pass either --local or --endpoint URL, not both');
  if (local) {
    const stack = await findLocalStack(context.directory);
    return { endpoint: stack.endpoint.replace(/\/+$/, ''), local: stack };
  }
  if (endpoint === undefined)
    throw new UsageError('no endpoint given: pass --endpoint URL, or --local for the local stack');
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new UsageError(`--endpoint must be an http or https URL, found ${endpoint}`);
  }
  // The stack's output is the address of the server `default`, which ends with /mcp.
  return { endpoint: endpoint.replace(/(?:\/mcp)?\/*$/, '') };
}

/** A result as people read it: its text, and a placeholder for anything else. */
function contentText(result: JsonObject): string {
  const blocks = Array.isArray(result.content) ? result.content.filter(isJsonObject) : [];
  return blocks.map(blockText).join('\n');
}

function blockText(block: JsonObject): string {
  if (block.type === 'text') return String(block.text);
  if (block.type === 'resource_link') return `[${block.name}: ${block.uri}]`;
  const { uri, text } = isJsonObject(block.resource) ? block.resource : {};
  if (block.type === 'resource') return text === undefined ? `[resource ${uri}]` : String(text);
  return `[${block.type}${block.mimeType === undefined ? '' : ` ${block.mimeType}`}; --json shows it]`;
}
