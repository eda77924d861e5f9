import { MessageTooLarge } from '../errors/index.ts';
import type { EventMark, Framing } from './framing.ts';
import { Lines } from './lines.ts';

/** Longest field name with its colon and space. */
const FIELD_BYTES = 'data: '.length;

/** Server-sent events: the data of every event `message` is a message. spec: HTML, server-sent events, section 9.2.6 */
export class Events implements Framing {
  readonly #lines: Lines;
  readonly #maxMessageBytes: number;
  readonly #onMark: ((mark: EventMark) => void) | undefined;
  #data: string[] = [];
  #dataLength = 0;
  #event = '';
  #mark: EventMark = {};
  #endedWithReturn = false;

  constructor(maxMessageBytes: number, onMark?: (mark: EventMark) => void) {
    this.#onMark = onMark;
    this.#lines = new Lines(maxMessageBytes, FIELD_BYTES);
    this.#maxMessageBytes = maxMessageBytes;
  }

  *push(text: string): Generator<string, void, undefined> {
    for (const line of this.#lines.push(this.#withLineFeeds(text))) {
      if (line !== '') this.#take(line);
      else {
        if (this.#data.length > 0 || this.#event !== '') yield this.#dispatch();
        this.#onMark?.(this.#mark);
        this.#mark = {};
      }
    }
  }

  end(): string {
    const line = this.#lines.end();
    if (line !== '') this.#take(line);
    return this.#dispatch();
  }

  /** Lines end with `\n`, `\r\n` or `\r`. A `\r` within a message is escaped, as JSON requires. */
  #withLineFeeds(text: string): string {
    if (text === '') return text;
    const rest = this.#endedWithReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#endedWithReturn = text.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }

  #take(line: string): void {
    if (line.startsWith('data:')) {
      const data = line.slice(line.charCodeAt(5) === 0x20 ? 6 : 5);
      this.#dataLength += data.length + 1;
      if (this.#dataLength - 1 > this.#maxMessageBytes) throw new MessageTooLarge(this.#maxMessageBytes);
      this.#data.push(data);
    } else if (line.startsWith('event:')) {
      this.#event = line.slice(6).trim();
    } else if (line.startsWith('id:')) {
      this.#mark = { ...this.#mark, id: line.slice(3).trim() };
    } else if (line.startsWith('retry:')) {
      this.#mark = { ...this.#mark, retryMs: Number(line.slice(6)) };
    }
    // All else is a comment or unknown.
  }

  #dispatch(): string {
    const data = this.#event === '' || this.#event === 'message' ? this.#data.join('\n') : '';
    this.#data = [];
    this.#dataLength = 0;
    this.#event = '';
    return data;
  }
}
