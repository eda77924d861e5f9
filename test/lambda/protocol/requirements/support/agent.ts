import type { HttpHandler } from '../../../../../lambda/edge/index.ts';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { NAMED_BY } from '../../../../support/mcp-name.ts';
import { SERVER } from './deployment.ts';

const PREFIX = 'io.modelcontextprotocol/';

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Everything that was said, in its order; the last message is the response. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any member of a message
  readonly messages: readonly any[];
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any member of a response
  readonly response: any;
  readonly text: string;
}

/** What may differ from the request that any client would send. */
export interface Asking {
  readonly id?: string | number;
  readonly capabilities?: JsonObject;
  /** More of `_meta`; `undefined` takes a key away. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** More headers; `undefined` takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Sends a request of 2026-07-28, with all that belongs to one, and reads the answer to its end. */
export function ask(
  handler: HttpHandler,
  method: string,
  params: JsonObject = {},
  asking: Asking = {},
): Promise<Reply> {
  const { id = 1, capabilities = {}, meta, headers } = asking;
  const mirrored = NAMED_BY[method] === undefined ? undefined : params[NAMED_BY[method]];
  const _meta = {
    [`${PREFIX}protocolVersion`]: '2026-07-28',
    [`${PREFIX}clientCapabilities`]: capabilities,
    ...meta,
  };
  return post(
    handler,
    { jsonrpc: '2.0', id, method, params: { ...params, _meta } },
    {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof mirrored === 'string' && { 'mcp-name': mirrored }),
      ...headers,
    },
  );
}

/** Calls a tool. */
export function call(handler: HttpHandler, name: string, args: JsonObject = {}, asking?: Asking): Promise<Reply> {
  return ask(handler, 'tools/call', { name, arguments: args }, asking);
}

/** Sends a request of an earlier revision. */
export function askOld(
  handler: HttpHandler,
  method: string,
  params: JsonObject = {},
  { id = 1, headers }: Pick<Asking, 'id' | 'headers'> = {},
): Promise<Reply> {
  return post(
    handler,
    { jsonrpc: '2.0', id, method, params },
    {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      ...headers,
    },
  );
}

/** Posts a body, as text or as a value to serialize. */
export async function post(
  handler: HttpHandler,
  body: unknown,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<Reply> {
  const response = await handler({
    method: 'POST',
    path: `/mcp/${SERVER}`,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    remainingMs: 30_000,
    streams: true,
  });
  let text = response.body;
  for await (const chunk of response.frames?.chunks ?? []) text += chunk;
  const messages = messagesIn(text, response.headers['content-type']);
  return { status: response.status, headers: response.headers, text, messages, response: messages.at(-1) };
}

/** The JSON-RPC messages of an answer. */
function messagesIn(text: string, contentType: string | undefined) {
  if (text === '') return [];
  if (contentType !== 'text/event-stream') return [JSON.parse(text)];
  const events = text.split('\n\n').filter((event) => event !== '' && !event.startsWith(':'));
  return events.map((event) => JSON.parse(event.replace(/^event: message\ndata: /, '')));
}
