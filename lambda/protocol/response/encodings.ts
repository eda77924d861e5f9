import type { Frames, HttpRequest } from '../../http.ts';
import { unicodeEscape } from '../../text/index.ts';

/** An encoding of JSON-RPC messages. */
export interface Encoding {
  /** Whether messages may precede the response. */
  readonly isStream: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Encodes complete messages as one text. */
  readonly encode: (messages: readonly string[]) => string;
  /** A text that readers ignore. */
  readonly keepAlive: string;
  /** The shortest text that readers ignore after a message; absent where the response is the only message. */
  readonly filler?: string;
}

// Next line, line separator and paragraph separator. JSON allows them in strings, but clients whose reader splits lines as Unicode
// defines them cut a message there. A plain JSON document is not split into lines, so it keeps them.
const SEPARATORS = /[\u0085\u2028\u2029]/g;

/** Escapes the separators of encoded messages; they occur only inside JSON strings. */
function escapeSeparators(text: string): string {
  // Looking for one character is many times faster than for a class of them, and few texts have any.
  const isClear = !text.includes('\u0085') && !text.includes('\u2028') && !text.includes('\u2029');
  return isClear ? text : text.replace(SEPARATORS, unicodeEscape);
}

/** Server-Sent Events. spec: basic/transports/streamable-http#receiving-messages */
export const SSE: Encoding = {
  isStream: true,
  headers: {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    // Without it, nginx and similar proxies buffer events.
    'x-accel-buffering': 'no',
  },
  encode: (messages) => {
    let text = '';
    for (const message of messages) text += `event: message\ndata: ${message}\n\n`;
    return escapeSeparators(text);
  },
  keepAlive: ': keep-alive\n\n',
  // HTML: server-sent-events#event-stream-interpretation: an empty comment, and no event to dispatch.
  filler: ':\n\n',
};

/** One JSON document: only the response. RFC 8259 section 2 allows white space before it. */
const DOCUMENT: Encoding = {
  isStream: false,
  headers: { 'content-type': 'application/json' },
  encode: (messages) => messages.join(''),
  keepAlive: ' ',
};

/** Returns the body of a stream of encoded messages. */
export function framesOf(chunks: AsyncIterable<string>, { keepAlive, filler }: Encoding): Frames {
  return { chunks, keepAlive, filler };
}

/** What the SDKs send; the comparison spares most requests the expressions below. */
const USUAL = 'application/json, text/event-stream';
/** The ranges that cover event streams. RFC 9110 section 12.5.1: the most specific range decides. */
const EVENT_RANGES = ['text/event-stream', 'text/*', '*/*'];
/** RFC 9110 section 12.4.2: the weight 0 means "not acceptable". */
const EXCLUDED = /;\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)/;

/** Returns the media ranges of an `Accept` header in lower case, with whether each is acceptable. */
function rangesOf(accept: string): ReadonlyMap<string, boolean> {
  const ranges = accept.toLowerCase().split(',');
  return new Map(ranges.map((range) => [range.split(';', 1)[0]?.trim() ?? '', !EXCLUDED.test(range)]));
}

function acceptsEvents(accept: string): boolean {
  const ranges = rangesOf(accept);
  const range = EVENT_RANGES.find((known) => ranges.has(known));
  return range !== undefined && ranges.get(range) === true;
}

/**
 * Returns the encoding of a response that cannot be sent at once: JSON lines if the client asks for them, Server-Sent Events if it
 * accepts them, as a client without `Accept` does, and otherwise one JSON document.
 */
export function encodingFor({ headers, streams }: Pick<HttpRequest, 'headers' | 'streams'>): Encoding {
  if (!streams) return DOCUMENT;
  const { accept } = headers;
  if (accept === undefined || accept === USUAL) return SSE;
  return jsonLinesAsked(headers) ?? (acceptsEvents(accept) ? SSE : DOCUMENT);
}

const JSON_LINES = /\bapplication\/(?:json-lines|jsonl|x-ndjson)\b/i;
const JSON_LINES_TYPE = new RegExp(`^${JSON_LINES.source}$`);

/**
 * Returns the encoding of JSON lines, one message per line, if the `Accept` header names it: an encoding that MCP does
 * not define, so only clients that request it receive it.
 *
 * @returns the encoding, with the media type that the client requested
 */
export function jsonLinesAsked(headers: HttpRequest['headers']): Encoding | undefined {
  const { accept = '' } = headers;
  if (!JSON_LINES.test(accept)) return undefined; // spares most requests the reading of all ranges
  const name = [...rangesOf(accept)].find(([type, isAccepted]) => isAccepted && JSON_LINES_TYPE.test(type))?.[0];
  if (name === undefined) return undefined;
  return {
    isStream: true,
    headers: { 'content-type': name, 'cache-control': 'no-cache', 'x-accel-buffering': 'no' },
    encode: (messages) => escapeSeparators(`${messages.join('\n')}\n`),
    // Readers of JSON lines skip an empty line.
    keepAlive: '\n',
    filler: '\n',
  };
}
