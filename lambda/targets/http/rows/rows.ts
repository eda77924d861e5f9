import type { ToolResult } from '../../../content/index.ts';
import type { Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import type { Listing } from '../../../schema/index.ts';
import { exactJson, hasRounded, markMember } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { PartialPart } from '../../parts.ts';
import { incompleteNote, tooLarge, toResult, withNote } from '../../result.ts';
import { type LostNumber, lostNumbers, restoreNumbers, roundedNote, withParsed } from '../../rounded.ts';
import type { Call, ResponseHead, UpstreamRequest } from '../../upstream/index.ts';
import type { Missing, RowsView } from './view.ts';

/** A shorter text cannot exceed the depth that serialization supports: some thousand levels. */
const SHALLOW_CHARS = 4_096;

/** What part of its bytes a row counts that `row` omits: a filter may read much more than it keeps, but not without end. */
const OMITTED_PART = 1 / 16;

/** One row as it arrived. */
export interface RawRow {
  readonly value: unknown;
  /** The value as JSON text, if it arrived as JSON. */
  readonly json?: string | undefined;
  /** What the value was taken from, if that is not the value itself: the response of a page. */
  readonly from?: unknown;
  /** The server-sent event that contained it. */
  readonly event?: { readonly name: string; readonly id: string };
}

/** How a tool transforms rows. */
export interface RowShape {
  /** Maps a row; without it, rows stay unchanged. */
  readonly row: Template | undefined;
  /** Builds the result from `$response`, whose body is the array of all rows; without it, the array is the result. */
  readonly result: Template | undefined;
  /** Whether the tool has an output schema. */
  readonly structured: boolean;
  /** How many rows end the call. */
  readonly maxRows: Template | undefined;
  /** Is true for the last row. */
  readonly until: Template | undefined;
  /** Makes lists where the `output` schema says list. */
  readonly listing?: Listing | undefined;
}

/** Accepted rows; rows before a failure remain valid. */
interface Taken {
  readonly rows: readonly TakenRow[];
  /** How many of the given rows were read: all, unless the last one of the call is among them. */
  readonly used: number;
  readonly failure: unknown;
}

interface TakenRow {
  readonly value: unknown;
  readonly json: string;
}

/** Collects the rows of one call: builds partial results of new rows, and the result of all rows. */
export class Rows {
  readonly #shape: RowShape;
  readonly #args: JsonObject;
  readonly #call: Call;
  readonly #request: Pick<UpstreamRequest, 'label' | 'repeatable'>;
  readonly #limit: number;
  readonly #idleLimit: number;
  readonly #texts: string[] = [];
  readonly #values: unknown[] = [];
  readonly #lost: LostNumber[] = [];
  #bytes = 0;
  #omittedBytes = 0;
  #isLast = false;

  /**
   * @param shape with the number of rows that end the call, and the limit for bytes that become no row
   * @param request for errors
   */
  constructor(
    shape: RowShape & { readonly limit: number; readonly idleBytes?: number },
    args: JsonObject,
    call: Call,
    request: Pick<UpstreamRequest, 'label' | 'repeatable'>,
  ) {
    this.#limit = shape.limit;
    this.#idleLimit = shape.idleBytes ?? call.context.resultBytes;
    this.#shape = shape;
    this.#args = args;
    this.#call = call;
    this.#request = request;
  }

  /** The rows so far. */
  get count(): number {
    return this.#texts.length;
  }

  /** Whether rows may end the call before the upstream does. */
  get mayStop(): boolean {
    return this.#limit !== Number.POSITIVE_INFINITY || this.#shape.until !== undefined;
  }

  /** Whether the call has all rows that the tool asks for. */
  get isFull(): boolean {
    return this.#isLast || this.count >= this.#limit;
  }

  /** Whether `until` was true for a row. */
  get isLast(): boolean {
    return this.#isLast;
  }

  /**
   * Maps and keeps rows, up to the first failure or the last row of the call. A row whose expression yields no value is omitted.
   */
  async take(raw: Iterable<RawRow>): Promise<Taken> {
    const rows: TakenRow[] = [];
    let used = 0;
    try {
      for (const given of raw) {
        used += 1;
        const mapped = this.#map(given);
        const row = mapped instanceof Promise ? await mapped : mapped;
        if (row === undefined) this.#omittedBytes += Buffer.byteLength(given.json ?? '');
        else {
          this.#keep(row);
          rows.push(row);
        }
        if (this.#shape.until !== undefined) this.#isLast = (await this.#ends(given)) === true;
        if (this.isFull) break;
      }
    } catch (error) {
      const tooDeep = new ToolError(`${this.#request.label} sent a row that is nested too deeply.`);
      return { rows, used, failure: error instanceof RangeError ? tooDeep : error };
    }
    return { rows, used, failure: undefined };
  }

  /**
   * Asserts that rows and the bytes between them stay within the limit of the response. Without it, blank lines and rows that
   * `row` omits would keep a call busy until its deadline.
   *
   * @param idleBytes bytes so far that formed no row
   */
  assertRoom(idleBytes: number): void {
    this.#assertBytes(this.#bytes + idleBytes + this.#omittedBytes * OMITTED_PART, this.#idleLimit);
  }

  /** One partial result per row. */
  parts(rows: readonly TakenRow[]): PartialPart[] {
    if (!this.#call.context.partials) return this.#counted(rows);
    return rows.map((row) => this.#part(textOf(row), row.value, 1));
  }

  /** One partial result for all rows of a page. */
  pageParts(rows: readonly TakenRow[]): PartialPart[] {
    if (!this.#call.context.partials) return this.#counted(rows);
    if (rows.length === 0) return [];
    const values = rows.map(({ value }) => value);
    return [this.#part(arrayOf(rows.map(({ json }) => json)), values, rows.length)];
  }

  /**
   * Builds the result of all rows.
   *
   * @param missing what `result` finds in `$response` where there are more rows
   */
  result({ status, headers }: ResponseHead, missing?: Missing): ToolResult | Promise<ToolResult> {
    const { result, structured } = this.#shape;
    if (result === undefined) {
      const note = roundedNote(this.#lost);
      const content = [{ type: 'text', text: arrayOf(this.#texts) } as const, ...(note ? [note] : [])];
      return structured ? { content, structuredContent: this.#values } : { content };
    }
    const { mask } = this.#call;
    const more = missing && { ...missing, failure: missing.failure && mask.text(missing.failure) };
    const response = { status, headers: mask.value(headers), body: this.#values, more: missing !== undefined, ...more };
    markMember(response, 'body', this.#values);
    return this.#fromTemplate(result, response);
  }

  /**
   * Builds the result of the rows before a failure.
   *
   * @param failure its message
   */
  async resultBefore(failure: string, head: ResponseHead): Promise<ToolResult> {
    return withNote(await this.result(head, { failure }), incompleteNote(failure));
  }

  /** Adds to an error how many rows preceded it. */
  failure(error: unknown): unknown {
    const count = this.#texts.length;
    if (!(error instanceof ToolError) || count === 0) return error;
    return new ToolError(`${error.message} Before that, ${count} ${count === 1 ? 'row' : 'rows'} arrived.`);
  }

  async #fromTemplate(template: Template, response: RowsView): Promise<ToolResult> {
    const { resultBytes, work, mustFind } = this.#call.context;
    const value = await template({ args: this.#args, response, work });
    const result = toResult(value, {
      structured: this.#shape.structured,
      listing: this.#shape.listing,
      mustFind,
      label: this.#request.label,
      repeatable: this.#request.repeatable,
      resultBytes,
      from: withParsed(response, work.takeParsed()),
    });
    const note = roundedNote(this.#lost);
    return note ? { ...result, content: [...result.content, note] } : result;
  }

  #map(raw: RawRow): TakenRow | undefined | Promise<TakenRow | undefined> {
    const { row, structured } = this.#shape;
    const { json, event, from = sourceOfRow(raw) } = raw;
    // Expressions may cut a text, so they are given masked values.
    const value = row === undefined ? raw.value : this.#call.mask.value(raw.value);
    if (row === undefined) {
      const maybeDeep = structured && json !== undefined && json.length > SHALLOW_CHARS;
      return json === undefined || maybeDeep ? this.#written(value, from) : this.#masked({ value, json });
    }
    const mapped = row({ args: this.#args, row: value, event, work: this.#call.context.work });
    if (!(mapped instanceof Promise)) return this.#written(mapped, from);
    const { work } = this.#call.context;
    return mapped.then((value) => this.#written(value, withParsed(from, work.takeParsed())));
  }

  #ends(raw: RawRow): unknown {
    const { mask, context } = this.#call;
    return this.#shape.until?.({ args: this.#args, row: mask.value(raw.value), event: raw.event, work: context.work });
  }

  #written(value: unknown, from: unknown): TakenRow | undefined {
    if (value === undefined) return undefined;
    if (hasRounded(from)) {
      restoreNumbers(value, from);
      this.#lost.push(
        ...lostNumbers(value, from).map((lost) => ({ ...lost, path: [this.#texts.length, ...lost.path] })),
      );
    }
    return this.#masked({ value, json: exactJson(value) });
  }

  #masked(row: TakenRow): TakenRow {
    const { mask } = this.#call;
    if (mask.text(row.json) === row.json) return row;
    const value = mask.value(row.value);
    return { value, json: exactJson(value) };
  }

  #keep({ value, json }: TakenRow): void {
    this.#bytes += Buffer.byteLength(json) + 1;
    this.#assertBytes(this.#bytes, this.#call.context.resultBytes);
    this.#texts.push(json);
    if (this.#shape.structured || this.#shape.result !== undefined) {
      markMember(this.#values, String(this.#values.length), value, json);
      this.#values.push(value);
    }
  }

  #assertBytes(bytes: number, limit: number): void {
    const { label, repeatable } = this.#request;
    if (bytes > limit) throw tooLarge(label, limit, repeatable);
  }

  /** Without partial results, the number of rows still counts as progress. */
  #counted(rows: readonly TakenRow[]): PartialPart[] {
    return rows.length === 0 ? [] : [{ type: 'partial', content: [], rows: rows.length }];
  }

  #part(text: string, value: unknown, rows: number): PartialPart {
    const content = [{ type: 'text', text }] as const;
    return this.#shape.structured
      ? { type: 'partial', content, structuredContent: value, rows }
      : { type: 'partial', content, rows };
  }
}

/** What the numbers of a mapped row come from. A row that is a number itself has nothing else to be marked. */
function sourceOfRow({ value, json }: RawRow): unknown {
  if (typeof value !== 'number') return value;
  const holder = { value };
  markMember(holder, 'value', value, json);
  return holder;
}

const arrayOf = (texts: readonly string[]) => `[${texts.join(',')}]`;

const textOf = ({ value, json }: TakenRow) => (typeof value === 'string' ? value : json);
