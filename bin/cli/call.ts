import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { readAnswer } from './answer.ts';
import { type CliContext, CommandFailed, UsageError } from './context.ts';
import { findLocalStack } from './local-stack.ts';

/** Options of `call`. */
export interface CallCommandOptions {
  readonly args: string;
  readonly endpoint?: string;
  readonly local?: boolean;
  readonly json?: boolean;
}

const PROTOCOL_VERSION = '2026-07-28';
const REQUEST_ID = 1;

/**
 * `spillway call SERVER/TOOL`: calls one tool as an agent would and prints what comes back.
 *
 * @throws CommandFailed when the tool fails, or cannot be called
 * @throws UsageError
 */
export async function callCommand(target: string, options: CallCommandOptions, context: CliContext): Promise<void> {
  const [, server, tool] = /^([^/]+)\/(.+)$/.exec(target) ?? [];
  if (server === undefined || tool === undefined) throw new UsageError(`expected SERVER/TOOL, found ${target}`);
  const request = { name: tool, arguments: parseArguments(options.args) };
  const url = `${await endpointOf(options, context)}/mcp/${encodeURIComponent(server)}`;

  const response = await post(url, request, context);
  const answer = await readAnswer(response, REQUEST_ID);

  if (isJsonObject(answer.error)) {
    throw new CommandFailed(`${answer.error.message} (${answer.error.code}, HTTP ${response.status})`);
  }
  const result = isJsonObject(answer.result) ? answer.result : {};
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
    throw new UsageError(`--args is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new UsageError(`--args must be a JSON object, for example --args '{"id": 1}'`);
}

async function endpointOf({ endpoint, local }: CallCommandOptions, context: CliContext): Promise<string> {
  if (local && endpoint !== undefined) throw new UsageError('either --local or --endpoint URL, not both');
  if (local) return (await findLocalStack(context.directory)).endpoint.replace(/\/+$/, '');
  if (endpoint === undefined) throw new UsageError('where is the endpoint? Say --endpoint URL, or --local');
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new UsageError(`--endpoint must be an http or https URL, found ${endpoint}`);
  }
  return endpoint.replace(/\/+$/, '');
}

async function post(url: string, params: JsonObject & { name: string }, context: CliContext): Promise<Response> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': PROTOCOL_VERSION,
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'spillway-cli', version: '0.1.0' },
  };
  const request = { jsonrpc: '2.0', id: REQUEST_ID, method: 'tools/call', params: { ...params, _meta } };
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': PROTOCOL_VERSION,
    'mcp-method': request.method,
    'mcp-name': headerValue(params.name),
  };
  try {
    return await context.fetch(url, { method: 'POST', headers, body: JSON.stringify(request) });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CommandFailed(`${url} cannot be reached: ${cause}`);
  }
}

/** What a header cannot carry as it is goes as base64. spec: basic/transports/streamable-http#value-encoding */
function headerValue(text: string): string {
  const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith('=?base64?');
  return plain ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

/** What people read of a result: its text, and a word on everything else. */
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
