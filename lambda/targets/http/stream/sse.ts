import { LineSplitter, parseMarkingRounded } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { Mask } from '../../secrets/index.ts';
import { quoteBeginning } from '../response/index.ts';
import type { RawRow } from '../rows/index.ts';
import { EndedWithinRow, type RowReader } from './reader.ts';

/** The fields of an event stream. A comment shows nothing: a line of a style sheet can begin with a colon, too. */
const FIELDS = new Set(['data', 'event', 'id', 'retry']);
/** Bytes of names, ids and comments that an event may have beside its data without counting towards the limit. */
const FREE_BYTES = 256;

/** Reads an event stream: the data of each event is a row, parsed if it is JSON. spec: HTML, event stream interpretation */
export class SseReader implements RowReader {
  readonly #label: string;
  readonly #rowBytes: number;
  readonly #mask: Mask;
  readonly #lines: LineSplitter;
  /** The first line that is not a field, until a field shows that the body is an event stream. */
  #foreign: string | undefined;
  #isStream = false;
  #data: string[] = [];
  #dataChars = 0;
  #name = '';
  #id = '';
  /** Bytes without data since the last event; an event with data redeems some of them. */
  #pendingBytes = 0;
  #idleBytes = 0;

  /**
   * @param rowBytes the limit for the data of one event
   * @param mask for the line that an error quotes
   */
  constructor(label: string, rowBytes: number, mask = new Mask()) {
    this.#label = label;
    this.#mask = mask;
    this.#rowBytes = rowBytes;
    this.#lines = new LineSplitter(label, rowBytes, 'any');
  }

  get idleBytes(): number {
    return this.#idleBytes + this.#pendingBytes;
  }

  *push(chunk: Buffer): Generator<RawRow> {
    for (const line of this.#lines.push(chunk)) {
      if (line !== '') this.#read(line);
      else yield* this.#dispatch();
    }
  }

  /** A browser would discard an event without its blank line, but many servers omit the last one. */
  *end(): Generator<RawRow> {
    const rest = this.#lines.rest();
    if (rest !== '') this.#read(rest);
    if (this.#foreign !== undefined && !this.#isStream) this.#garbage(this.#foreign);
    for (const row of this.#dispatch()) {
      // valid JSON is complete; for other data, only the line end shows that it is
      if (rest !== '' && !row.parsed) throw new EndedWithinRow(this.#label);
      yield row;
    }
  }

  #read(line: string): void {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field !== 'data' || value === '') this.#pendingBytes += line.length + 1;
    if (field === 'data') this.#add(value);
    else if (field === 'event') this.#name = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    // comments, `retry` and unknown fields do not affect rows
    if (FIELDS.has(field)) this.#isStream = true;
    else if (field !== '') this.#foreign ??= line;
  }

  #garbage(line: string): never {
    throw new ToolError(`${this.#label} sent "${quoteBeginning(line, this.#mask)}", which is not an event stream.`);
  }

  #add(value: string): void {
    this.#data.push(value);
    this.#dataChars += value.length + 1;
    if (this.#dataChars <= this.#rowBytes) return;
    throw new ToolError(`${this.#label} sent an event of more than ${this.#rowBytes} bytes. Request less per event.`);
  }

  *#dispatch(): Generator<RawRow & { readonly parsed: boolean }> {
    const data = this.#data.join('\n');
    const event = { name: this.#name || 'message', id: this.#id };
    this.#data = [];
    this.#dataChars = 0;
    this.#name = '';
    const isRow = data !== '';
    this.#idleBytes += isRow ? Math.max(0, this.#pendingBytes - FREE_BYTES) : this.#pendingBytes + 1;
    this.#pendingBytes = 0;
    if (isRow) yield { ...parseData(data), event };
  }
}

function parseData(data: string): { value: unknown; json: string; parsed: boolean } {
  try {
    return { value: parseMarkingRounded(data), json: data, parsed: true };
  } catch {
    return { value: data, json: JSON.stringify(data), parsed: false };
  }
}
