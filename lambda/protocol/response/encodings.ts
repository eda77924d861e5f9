import type { HttpRequest } from '../../http.ts';

/** How a stream of JSON-RPC messages is written. */
export interface Encoding {
  readonly headers: Readonly<Record<string, string>>;
  /** Writes messages, each whole, as one piece of text. */
  readonly encode: (messages: readonly string[]) => string;
  /** A piece of text that says nothing. */
  readonly keepAlive: string;
}

/** Server-Sent Events. spec: basic/transports/streamable-http#receiving-messages */
export const SSE: Encoding = {
  headers: {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    // Proxies of the nginx kind would hold events back otherwise.
    'x-accel-buffering': 'no',
  },
  encode: (messages) => {
    let text = '';
    for (const message of messages) text += `event: message\ndata: ${message}\n\n`;
    return text;
  },
  keepAlive: ': keep-alive\n\n',
};

const JSON_LINES = /\bapplication\/(?:json-lines|jsonl|x-ndjson)\b/i;

/**
 * Tells whether the caller asked for JSON lines, one message a line: Spillway's own encoding, only for who names it.
 *
 * @returns the encoding under the name that was asked for
 */
export function jsonLinesAsked(headers: HttpRequest['headers']): Encoding | undefined {
  const name = JSON_LINES.exec(headers.accept ?? '')?.[0].toLowerCase();
  if (name === undefined) return undefined;
  return {
    headers: { 'content-type': name, 'cache-control': 'no-cache', 'x-accel-buffering': 'no' },
    encode: (messages) => `${messages.join('\n')}\n`,
    // Readers of JSON lines pass over an empty one.
    keepAlive: '\n',
  };
}
