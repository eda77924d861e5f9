import { validateHeaderName, validateHeaderValue } from 'node:http';
import { specTypeSchemas } from '@modelcontextprotocol/server';
import { isJsonObject, type JsonObject } from '../../../../lambda/json.ts';
import type { Answer, Sent } from './ways.ts';

/** What every answer must be, whatever was asked. */

/** AWS: elasticloadbalancing/latest/application/lambda-functions.html: of a whole answer, as JSON. */
const ALB_BYTES = 1_000_000;
/** AWS: apigateway/latest/developerguide/response-transfer-mode-lambda.html: the prelude. */
const PRELUDE_BYTES = 16_000;
const STATUSES = new Set([200, 202, 204, 400, 403, 404, 405, 406, 413, 415]);
/** Refusals of the front door, before anyone reads the body. */
const UNREAD = new Set([403, 405, 413, 415]);
/** spec: basic/index#error-codes; -32002 is that of a resource that is not found, up to 2025-11-25. */
const CODES = new Set([-32700, -32600, -32601, -32602, -32603, -32020, -32021, -32022, -32002]);
/** JSON is UTF-8: other bytes have no id to read. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });
/** Characters of an id that is sent back. */
const ID_CHARS = 1_024;

const INNATE = Object.getOwnPropertyNames(Object.prototype).sort().join();

/** Judges an answer, and reads its messages. @throws Error that says what is wrong with it */
export function judge(sent: Sent, answer: Answer): readonly JsonObject[] {
  const { status, headers, bytes } = answer;
  if (!STATUSES.has(status)) fail(`status ${status}`, answer);
  // A subscription is a stream, which a client that accepts JSON alone cannot have.
  if (status === 406 && !answer.text.includes('subscriptions/listen responds with a stream'))
    fail('status 406', answer);
  if (sent.way !== 'api' && bytes > ALB_BYTES) fail(`${bytes} bytes for a load balancer`, answer);
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  if (Buffer.byteLength(JSON.stringify(headers)) > PRELUDE_BYTES) fail('a prelude that is too long', answer);
  if (Object.getOwnPropertyNames(Object.prototype).sort().join() !== INNATE)
    fail('Object.prototype was changed', answer);
  const messages = readMessages(answer);
  for (const message of messages) judgeMessage(message, answer);
  judgeIds(sent, answer, messages);
  return messages;
}

function readMessages({ status, headers, text, ...rest }: Answer): readonly JsonObject[] {
  const type = headers['content-type'];
  if (text === '') {
    if (type !== undefined || (status !== 202 && status !== 204)) fail('no body', { status, headers, text, ...rest });
    return [];
  }
  if (type === 'application/json') return [JSON.parse(text)].flat();
  if (type === 'text/event-stream') return readEvents(text);
  if (type === 'application/json-lines' || type === 'application/jsonl' || type === 'application/x-ndjson') {
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  }
  throw new Error(`content type ${type}`);
}

function readEvents(text: string): readonly JsonObject[] {
  if (!text.endsWith('\n\n')) throw new Error('an event that is cut off');
  return text.split('\n\n').flatMap((event) => {
    if (event === '' || event.startsWith(':')) return [];
    const data = /^event: message\ndata: (.+)$/.exec(event)?.[1];
    if (data === undefined) throw new Error(`no event of ours: ${event}`);
    return [JSON.parse(data)];
  });
}

function judgeMessage(message: JsonObject, answer: Answer): void {
  assertSchema(kindOf(message), message, answer);
  const { code, data } = isJsonObject(message.error) ? message.error : {};
  if (message.error !== undefined && !CODES.has(Number(code))) fail(`error code ${code}`, answer);
  if (code === -32603 && isJsonObject(data) && data.errorId !== undefined) fail('an internal error', answer);
  if (message.id === null) fail('id null', answer);
}

function kindOf({ id, method, error }: JsonObject): keyof typeof specTypeSchemas {
  if (method !== undefined) return id === undefined ? 'JSONRPCNotification' : 'JSONRPCRequest';
  return error === undefined ? 'JSONRPCResultResponse' : 'JSONRPCErrorResponse';
}

/** Holds a value against the specification's own schema, as SDK v2 has it. */
function assertSchema(name: keyof typeof specTypeSchemas, value: unknown, answer: Answer): void {
  const judged = specTypeSchemas[name]['~standard'].validate(value);
  if (judged instanceof Promise) throw new Error('the SDK judges at once');
  if (judged.issues !== undefined) fail(`no ${name}: ${JSON.stringify(judged.issues)}`, answer);
}

/** A response names its request; it may leave the id out only where nobody could read it. */
function judgeIds(sent: Sent, answer: Answer, messages: readonly JsonObject[]): void {
  const responses = messages.filter(({ method }) => method === undefined);
  const asked = readBody(sent);
  if (Array.isArray(asked)) {
    const ids = new Set(asked.map((one) => (isJsonObject(one) ? one.id : undefined)));
    for (const { id } of responses) if (id !== undefined && !ids.has(id)) fail(`id ${id} was not asked`, answer);
    return;
  }
  if (responses.length > 1) fail(`${responses.length} responses`, answer);
  const [response] = responses;
  if (response === undefined) return;
  const id = isJsonObject(asked) && isId(asked.id) && !isResponse(asked) ? asked.id : undefined;
  if (response.id !== undefined && response.id !== id) fail(`id ${response.id} was not asked`, answer);
  const mayBeUnread = UNREAD.has(answer.status) || /nests deeper|No such path/.test(answer.text);
  if (response.id === undefined && id !== undefined && !mayBeUnread) fail('the id is left out', answer);
}

function readBody({ body }: Sent): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : UTF8.decode(body));
  } catch {
    return undefined;
  }
}

/** Its id is that of a request of the server's: an error under it could be taken for the answer to one of the caller's. */
function isResponse({ jsonrpc, method, id, result, error }: JsonObject): boolean {
  return jsonrpc === '2.0' && method === undefined && id !== undefined && (result !== undefined || error !== undefined);
}

function isId(id: unknown): boolean {
  return Number.isSafeInteger(id) || (typeof id === 'string' && id.length <= ID_CHARS);
}

function fail(what: string, { status, headers, text }: Answer): never {
  throw new Error(`${what}\n${status} ${JSON.stringify(headers)}\n${text.slice(0, 2_000)}`);
}
