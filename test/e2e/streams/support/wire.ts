import { isJsonObject, type JsonObject } from '../../../../lambda/json.ts';
import { type AgentRequest, modernCall, withHeaders } from '../../support/requests.ts';

/** An answer that is read message by message, as it comes. */
export interface Wire {
  readonly status: number;
  readonly contentType: string | null;
  /** The next JSON-RPC message; fails when the stream is over. */
  next(): Promise<JsonObject>;
  /** Every message that is still to come; settles when the stream is closed. */
  rest(): Promise<readonly JsonObject[]>;
  /** Stops listening. */
  hangUp(): Promise<void>;
}

/** Wants everything that there is to hear on SSE: partial results under the token `p`, progress under the token `t`. */
function eager(request: AgentRequest): AgentRequest {
  return withMeta(request, {
    'io.modelcontextprotocol/clientCapabilities': { partialResults: {} },
    partialResultToken: 'p',
    progressToken: 't',
  });
}

/** The same request as JSON lines. */
export function asJsonLines(request: AgentRequest): AgentRequest {
  return withHeaders(request, { accept: 'application/json-lines' });
}

/** The same request with more in its `_meta`. */
export function withMeta(request: AgentRequest, meta: JsonObject): AgentRequest {
  const body: unknown = JSON.parse(request.body);
  if (!isJsonObject(body) || !isJsonObject(body.params)) throw new Error('The request has no parameters');
  const merged = { ...(isJsonObject(body.params._meta) ? body.params._meta : {}), ...meta };
  return { ...request, body: JSON.stringify({ ...body, params: { ...body.params, _meta: merged } }) };
}

/** A call that wants everything, on SSE. */
export function eagerCall(name: string, args: JsonObject = {}): AgentRequest {
  return eager(modernCall(name, args));
}

/** Sends a request and gives its answer as soon as that begins. */
export async function open(url: string, { headers, body }: AgentRequest): Promise<Wire> {
  const controller = new AbortController();
  const response = await fetch(url, { method: 'POST', headers, body, signal: controller.signal });
  const contentType = response.headers.get('content-type');
  const pieces = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  const messages = readMessages(pieces, contentType === 'text/event-stream' ? '\n\n' : '\n');
  return {
    status: response.status,
    contentType,
    async next() {
      const { value, done } = await messages.next();
      if (done) throw new Error('The stream is over');
      return value;
    },
    async rest() {
      const rest: JsonObject[] = [];
      for await (const message of messages) rest.push(message);
      return rest;
    },
    async hangUp() {
      controller.abort();
    },
  };
}

async function* readMessages(pieces: AsyncIterator<string>, separator: string): AsyncGenerator<JsonObject, undefined> {
  let held = '';
  for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
    const frames = (held + piece.value).split(separator);
    held = frames.pop() ?? '';
    for (const frame of frames) yield* messageIn(frame);
  }
  yield* messageIn(held);
}

/** A frame without data, such as a comment, is no message. */
function* messageIn(frame: string): Generator<JsonObject> {
  const text = frame.replace(/^(?:event: message\ndata: |:.*)/, '').trim();
  if (text === '') return;
  const message: unknown = JSON.parse(text);
  if (!isJsonObject(message)) throw new Error(`No message: ${text}`);
  yield message;
}

/** The texts of partial results, in order. */
export function partialTexts(messages: readonly JsonObject[]): readonly string[] {
  return messages.filter(({ method }) => method === 'notifications/tools/partial_result').map(textOf);
}

/** The text of a message's content: a partial result's, or a response's. */
export function textOf({ params, result }: JsonObject): string {
  const holder = isJsonObject(params) ? params : isJsonObject(result) ? result : {};
  const blocks = Array.isArray(holder.content) ? holder.content : [];
  return blocks.map((block) => (isJsonObject(block) ? block.text : '')).join('');
}
