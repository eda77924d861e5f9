import { isJsonObject, type JsonObject } from '../../lambda/mcp/index.ts';
import { NotAnMcpResponse } from '../errors/index.ts';
import { WholeDocument } from './document.ts';
import { Events } from './events.ts';
import type { Framing } from './framing.ts';
import { Lines } from './lines.ts';
import { excerptOf, readText } from './read-text.ts';

export interface DecodeOptions {
  /** The largest message, in bytes of UTF-8. */
  readonly maxMessageBytes: number;
  /**
   * HTTP status of the response, for errors.
   *
   * @default 200
   */
  readonly status?: number;
}

/** Default of `maxMessageBytes`. */
export const MAX_MESSAGE_BYTES = 10_000_000;

const EXCERPT_BYTES = 1000;

const FRAMINGS: Readonly<Record<string, new (maxMessageBytes: number) => Framing>> = {
  // A server that sends no content type most likely sends JSON.
  '': WholeDocument,
  'application/json': WholeDocument,
  'application/json-lines': Lines,
  'application/jsonl': Lines,
  'application/x-ndjson': Lines,
  'text/event-stream': Events,
};

/**
 * Decodes the body of a response. The body is read only when the consumer requests a message that has not arrived, so that a
 * slow consumer slows the server down. Ending the iteration cancels the body at once, even while a read is pending.
 *
 * What no line break or blank line ends is a message if it is complete; otherwise it is dropped, because the stream was cut.
 *
 * @param contentType `Content-Type` of the response
 * @throws MessageTooLarge
 * @throws NotAnMcpResponse for another content type, or a message that is not JSON-RPC
 */
export function decodeMessages(
  contentType: string,
  body: ReadableStream<Uint8Array>,
  options: DecodeOptions,
): AsyncGenerator<JsonObject, void, undefined> {
  const mediaType = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  const { status = 200 } = options;
  const FramingOfType = Object.hasOwn(FRAMINGS, mediaType) ? FRAMINGS[mediaType] : undefined;
  const reader = body.getReader();
  const messages =
    FramingOfType === undefined
      ? refuse(reader, status)
      : decode({ reader, framing: new FramingOfType(options.maxMessageBytes), status });
  const finish = messages.return.bind(messages);
  // The generator's own `return` waits for the pending read.
  return Object.assign(messages, {
    return: (value: undefined) => {
      reader.cancel().catch(() => undefined);
      return finish(value);
    },
  });
}

interface Decoding {
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly framing: Framing;
  readonly status: number;
}

async function* decode({ reader, framing, status }: Decoding): AsyncGenerator<JsonObject, void, undefined> {
  const decoder = new TextDecoder();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      for (const text of framing.push(decoder.decode(chunk.value, { stream: true }))) {
        if (!isBlank(text)) yield messageOf(text, status);
      }
    }
    for (const text of framing.push(decoder.decode())) if (!isBlank(text)) yield messageOf(text, status);
    yield* lastOf(framing, status);
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

/** What remains at the end: a document, perhaps a batch of 2025-03-26, or a message that nothing ended. */
function* lastOf(framing: Framing, status: number): Generator<JsonObject, void, undefined> {
  const text = framing.end();
  if (isBlank(text)) return;
  const value = parse(text);
  if (!(framing instanceof WholeDocument)) {
    if (isMessage(value)) yield value;
    return;
  }
  for (const message of Array.isArray(value) ? value : [value]) {
    if (!isMessage(message)) throw new NotAnMcpResponse(status, excerptOf(text));
    yield message;
  }
}

// biome-ignore lint/correctness/useYield: a body of another type has no messages
async function* refuse(reader: Decoding['reader'], status: number): AsyncGenerator<JsonObject, void, undefined> {
  throw new NotAnMcpResponse(status, excerptOf(await readText(reader, EXCERPT_BYTES)));
}

function messageOf(text: string, status: number): JsonObject {
  const value = parse(text);
  if (!isMessage(value)) throw new NotAnMcpResponse(status, excerptOf(text));
  return value;
}

function isMessage(value: unknown): value is JsonObject {
  return isJsonObject(value) && value.jsonrpc === '2.0';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Messages start with a bracket, so most texts are told by their first character. */
function isBlank(text: string): boolean {
  return text.charCodeAt(0) !== 0x7b && text.trim() === '';
}
