import { isJsonObject, type JsonObject } from '../../lambda/mcp/index.ts';
import { excerptOf, NotAnMcpResponse } from '../errors/index.ts';
import { WholeDocument } from './document.ts';
import { discard, endedBy } from './ending.ts';
import type { EventMark, Framing } from './framing.ts';
import { Lines } from './lines.ts';
import { checkSize } from './size.ts';

export interface DecodeOptions {
  /** The largest message, in bytes of UTF-8. */
  readonly maxMessageBytes: number;
  /**
   * HTTP status of the response, for errors.
   *
   * @default 200
   */
  readonly status?: number;
  /** Called after every server-sent event that has been passed on. */
  readonly onMark?: ((mark: EventMark) => void) | undefined;
}

/** Default of `maxMessageBytes`. */
export const MAX_MESSAGE_BYTES = 10_000_000;

const EXCERPT_BYTES = 1000;

const LINES = /^application\/(?:json-lines|jsonl|x-ndjson)$/;
const EVENTS = 'text/event-stream';

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
  const mediaType = mediaTypeOf(contentType);
  const reader = body.getReader();
  return endedBy(decode(reader, mediaType, options), () => discard(reader));
}

/** Whether a content type is the one of a stream, whose end may be missing without an error of the connection. */
export function isStream(contentType: string): boolean {
  const mediaType = mediaTypeOf(contentType);
  return mediaType === EVENTS || LINES.test(mediaType);
}

/** Loads the decoder of server-sent events, which Spillway does not send to this client. */
export function loadEvents() {
  return import('./events.ts');
}

function mediaTypeOf(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** @returns `undefined` for a content type that is not MCP's */
async function framingOf(mediaType: string, { maxMessageBytes, onMark }: DecodeOptions): Promise<Framing | undefined> {
  if (LINES.test(mediaType)) return new Lines(maxMessageBytes);
  // A server that sends no content type most likely sends JSON.
  if (mediaType === '' || mediaType === 'application/json') return new WholeDocument(maxMessageBytes);
  if (mediaType !== EVENTS) return undefined;
  const { Events } = await loadEvents();
  return new Events(maxMessageBytes, onMark);
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function* decode(
  reader: Reader,
  mediaType: string,
  options: DecodeOptions,
): AsyncGenerator<JsonObject, void, undefined> {
  const decoder = new TextDecoder();
  try {
    const framing = await framingOf(mediaType, options);
    if (framing === undefined) throw notMcp(await excerptOfBody(reader), options);
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      for (const text of framing.push(decoder.decode(chunk.value, { stream: true }))) {
        if (!isBlank(text)) yield messageIn(text, options);
      }
    }
    yield* framing instanceof WholeDocument ? messagesOf(framing.end(), options) : lastOf(framing.end(), options);
  } finally {
    discard(reader);
  }
}

async function excerptOfBody(reader: Reader): Promise<string> {
  const { readText } = await import('./read-text.ts');
  return readText(reader, EXCERPT_BYTES);
}

function messageIn(text: string, options: DecodeOptions): JsonObject {
  checkSize(text, options.maxMessageBytes);
  const value = parse(text);
  if (!isMessage(value)) throw notMcp(text, options);
  return value;
}

/** The messages of a document: one, or a batch of 2025-03-26. */
function messagesOf(text: string, options: DecodeOptions): readonly JsonObject[] {
  if (isBlank(text)) return [];
  checkSize(text, options.maxMessageBytes);
  const value = parse(text);
  const messages: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!messages.every(isMessage)) throw notMcp(text, options);
  return messages;
}

/** What nothing ended, if it is complete. */
function lastOf(text: string, options: DecodeOptions): readonly JsonObject[] {
  const value = parse(text);
  if (!isMessage(value)) return [];
  checkSize(text, options.maxMessageBytes);
  return [value];
}

function notMcp(text: string, { status = 200 }: DecodeOptions): NotAnMcpResponse {
  return new NotAnMcpResponse(status, excerptOf(text));
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

/** Most texts start with a bracket, which is quicker to see. */
function isBlank(text: string): boolean {
  return text.charCodeAt(0) !== 0x7b && text.trim() === '';
}
