import { isUtf8 } from 'node:buffer';
import { parseMarkingRounded } from '../../../text/index.ts';
import { TooLarge, ToolError } from '../../../tool-error.ts';
import { Mask } from '../../secrets/index.ts';
import { quoteBeginning } from '../response/index.ts';
import type { RawRow } from '../rows/index.ts';
import { EndedWithinRow, type RowReader } from './reader.ts';

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
/** The byte order mark in UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];

/** Whitespace, and the record separator of JSON text sequences. RFC 7464 section 2.2 */
const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x1e;

/**
 * Reads JSON as it arrives: each item of a list is a row, or each of several values that follow one another, whatever separates
 * them. A value may stand on several lines. Only bytes that JSON's syntax needs are looked at; `JSON.parse` judges each value.
 */
export class JsonReader implements RowReader {
  readonly #label: string;
  readonly #rowBytes: number;
  readonly #mask: Mask;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Where the body is: before its first value, within a list, among values without one, or after the list. */
  #place: 'start' | 'list' | 'values' | 'end' = 'start';
  /** The value that has begun: its kind, and how many lists and objects are open in it. */
  #value: 'none' | 'nested' | 'text' | 'plain' = 'none';
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  idleBytes = 0;

  /**
   * @param rowBytes the limit for one row
   * @param mask for the row that an error quotes
   */
  constructor(label: string, rowBytes: number, mask = new Mask()) {
    this.#label = label;
    this.#rowBytes = rowBytes;
    this.#mask = mask;
  }

  *push(chunk: Buffer): Generator<RawRow> {
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#value === 'none') {
        from = at;
        this.#begin(byte);
        continue;
      }
      if (this.#isInText) {
        this.#inText(byte);
        if (this.#isInText || this.#value !== 'text') continue;
      } else if (this.#value === 'nested') {
        this.#inNested(byte);
        if (this.#depth > 0) continue;
      } else {
        if (!isBlank(byte) && byte !== COMMA && byte !== CLOSE_LIST) continue;
        yield this.#row(chunk.subarray(from, at)); // a number or a name ends before what follows it
        this.#begin(byte);
        from = at;
        continue;
      }
      yield this.#row(chunk.subarray(from, at + 1));
    }
    if (this.#value !== 'none') this.#hold(chunk.subarray(from));
  }

  *end(): Generator<RawRow> {
    if (this.#value === 'plain' && this.#place === 'values') yield this.#row(Buffer.alloc(0));
    if (this.#value !== 'none' || this.#place === 'list') throw new EndedWithinRow(this.#label);
  }

  /** A byte between values. */
  #begin(byte: number): void {
    const isMark = this.#place === 'start' && byte === MARK[this.idleBytes];
    if (isBlank(byte) || isMark || (byte === COMMA && this.#place === 'list')) this.idleBytes += 1;
    else if (byte === OPEN_LIST && this.#place === 'start') this.#place = 'list';
    else if (byte === CLOSE_LIST && this.#place === 'list') this.#place = 'end';
    else if (this.#place === 'end') throw this.#garbage(Buffer.from([byte]));
    else {
      if (this.#place === 'start') this.#place = 'values';
      this.#isInText = byte === QUOTE;
      this.#depth = byte === OPEN_LIST || byte === OPEN_OBJECT ? 1 : 0;
      this.#value = this.#isInText ? 'text' : this.#depth > 0 ? 'nested' : 'plain';
    }
  }

  #inText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#isInText = false;
  }

  #inNested(byte: number): void {
    if (byte === QUOTE) this.#isInText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#depth += 1;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.#depth -= 1;
  }

  #hold(bytes: Buffer): void {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > this.#rowBytes) {
      throw new TooLarge(`${this.#label} sent a value of more than ${this.#rowBytes} bytes. Request less per value.`);
    }
  }

  #row(rest: Buffer): RawRow {
    this.#hold(rest);
    const bytes = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    this.#value = 'none';
    if (!isUtf8(bytes)) throw new ToolError(`${this.#label} returned bytes that are not UTF-8 text.`);
    // no text of JSON contains a line break, and rows of a stream of lines must not either
    const json = bytes.toString().replace(/[\r\n]\s*/g, ' ');
    try {
      return { value: parseMarkingRounded(json), json };
    } catch {
      throw this.#garbage(bytes);
    }
  }

  #garbage(bytes: Buffer): ToolError {
    return new ToolError(`${this.#label} sent "${quoteBeginning(bytes, this.#mask)}", a value that is not JSON.`);
  }
}
