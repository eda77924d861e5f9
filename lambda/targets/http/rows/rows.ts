import type { ToolResult } from '../../../content/index.ts';
import type { Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import type { Listing } from '../../../schema/index.ts';
import { markMember } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { type Cut, fittedResult, RowList, withCut } from '../../list/index.ts';
import type { PartialPart } from '../../parts.ts';
import { tooLarge, toResult } from '../../result.ts';
import { roundedNote, withParsed } from '../../rounded.ts';
import type { Call, ResponseHead, UpstreamRequest } from '../../upstream/index.ts';
import { holds } from '../condition.ts';
import { type RawRow, type Row, RowMapper } from './row-mapper.ts';
import type { RowsView } from './view.ts';

/** What part of its bytes a row counts that `row` omits: a filter may read much more than it keeps, but not without end. */
const OMITTED_PART = 1 / 16;

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
export interface Taken {
  readonly rows: readonly TakenRow[];
  /** How many of the given rows were read: all, unless the last one of the call is among them, or the next one does not fit. */
  readonly used: number;
  readonly failure: unknown;
}

interface TakenRow extends Row {
  /** How many of the given rows were read up to this one. */
  readonly used: number;
}

/** How a list that is cut can be continued. */
interface Continued {
  /** The argument that takes what `after` returns. */
  readonly argument: string | undefined;
  /** Returns what a later call can continue with after the first rows. */
  after(rows: number): Promise<Pick<Cut, 'next'>>;
}

/** A list without a cursor. */
const NOT_CONTINUED: Continued = { argument: undefined, after: async () => ({}) };

/** Collects the rows of one call: builds partial results of new rows, and the result of all rows. */
export class Rows {
  readonly #shape: RowShape;
  readonly #args: JsonObject;
  readonly #call: Call;
  readonly #request: Pick<UpstreamRequest, 'label' | 'repeatable'>;
  readonly #limit: number;
  readonly #idleLimit: number;
  readonly #list: RowList;
  readonly #mapper: RowMapper;
  #omittedBytes = 0;
  #isLast = false;
  #isCut = false;

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
    const mapped = shape.result !== undefined;
    const use = { asText: !mapped, asValue: shape.structured && !mapped, mapped };
    this.#list = new RowList(use, call.context.resultBytes);
    this.#mapper = new RowMapper(shape, args, call, () => this.count);
  }

  /** The rows so far. */
  get count(): number {
    return this.#list.count;
  }

  /** Whether rows may end the call before the upstream does. */
  get mayStop(): boolean {
    return this.#limit !== Number.POSITIVE_INFINITY || this.#shape.until !== undefined;
  }

  /** Whether the call has all rows that the tool asks for, or that its result can hold. */
  get isFull(): boolean {
    return this.#isLast || this.#isCut || this.count >= this.#limit;
  }

  /** Why the result has not all rows that arrived: the next one does not fit. */
  get cut(): Omit<Cut, 'next'> | undefined {
    return this.#isCut ? { rows: this.count, bytes: this.#call.context.resultBytes } : undefined;
  }

  /** Whether `until` was true for a row. */
  get isLast(): boolean {
    return this.#isLast;
  }

  /**
   * Maps and keeps rows, up to the first failure, the last row of the call, or the first one that does not fit into the result. A row
   * whose expression yields no value is omitted.
   */
  async take(raw: Iterable<RawRow>): Promise<Taken> {
    const rows: TakenRow[] = [];
    let used = 0;
    try {
      for (const given of raw) {
        used += 1;
        const mapped = this.#mapper.map(given);
        const row = mapped instanceof Promise ? await mapped : mapped;
        if (row === undefined) this.#omittedBytes += Buffer.byteLength(given.json ?? '');
        else if (this.#keep(row)) rows.push({ ...row, used });
        else return { rows, used: used - 1, failure: undefined };
        if (this.#shape.until !== undefined) this.#isLast = holds(await this.#mapper.ends(given), 'until');
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
    const { label, repeatable } = this.#request;
    const bytes = this.#list.chars + idleBytes + this.#omittedBytes * OMITTED_PART;
    if (bytes > this.#idleLimit) throw tooLarge(label, this.#idleLimit, repeatable);
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
   * Builds the result of all rows, or of as many of the first ones as its limit allows.
   *
   * @param cut why there are more rows, if there are
   * @param continued how a later call continues
   */
  result(head: ResponseHead, cut: Cut | undefined = this.cut, continued = NOT_CONTINUED): Promise<ToolResult> {
    const { argument, after } = continued;
    const { label, repeatable } = this.#request;
    const { resultBytes } = this.#call.context;
    return fittedResult(this.#list, cut && this.#masked(cut), {
      build: async (reason) => {
        const result = await this.#build(head, reason);
        return reason === undefined ? result : withCut(result, reason, { argument, repeatable });
      },
      after,
      mapped: this.#shape.result !== undefined,
      ...{ resultBytes, label, repeatable },
    });
  }

  /** Adds to an error how many rows preceded it. */
  failure(error: unknown): unknown {
    const { count } = this;
    if (!(error instanceof ToolError) || count === 0) return error;
    return new ToolError(`${error.message} Before that, ${count} ${count === 1 ? 'row' : 'rows'} arrived.`);
  }

  #masked(cut: Cut): Cut {
    return cut.failure === undefined ? cut : { ...cut, failure: this.#call.mask.text(cut.failure) };
  }

  #build({ status, headers }: ResponseHead, cut: Cut | undefined): ToolResult | Promise<ToolResult> {
    const { result, structured } = this.#shape;
    const { values } = this.#list;
    const note = roundedNote(this.#mapper.lost);
    if (result === undefined) {
      const content = [{ type: 'text', text: this.#list.text() } as const, ...(note ? [note] : [])];
      return structured ? { content, structuredContent: values } : { content };
    }
    const { failure, next } = cut ?? {};
    const more = { more: cut !== undefined, ...(cut !== undefined && { failure, next }) };
    const response = { status, headers: this.#call.mask.value(headers), body: values, ...more };
    markMember(response, 'body', values);
    return this.#fromTemplate(result, response, note);
  }

  async #fromTemplate(
    template: Template,
    response: RowsView,
    note: ReturnType<typeof roundedNote>,
  ): Promise<ToolResult> {
    const { work, mustFind } = this.#call.context;
    const value = await template({ args: this.#args, response, work });
    const result = toResult(value, {
      structured: this.#shape.structured,
      listing: this.#shape.listing,
      mustFind,
      label: this.#request.label,
      repeatable: this.#request.repeatable,
      resultBytes: Number.POSITIVE_INFINITY, // it is measured as a whole
      from: withParsed(response, work.takeParsed()),
    });
    return note ? { ...result, content: [...result.content, note] } : result;
  }

  /**
   * @returns whether the row fits
   * @throws ToolError for a first row that does not fit
   */
  #keep({ value, json }: Row): boolean {
    const { values } = this.#list;
    this.#isCut = !this.#list.add(json, value);
    if (!this.#isCut) {
      const index = String(this.count - 1);
      if (values.length > 0) markMember(values, index, value, json);
      return true;
    }
    const { label, repeatable } = this.#request;
    if (this.count === 0) throw tooLarge(label, this.#call.context.resultBytes, repeatable);
    return false;
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

const arrayOf = (texts: readonly string[]) => `[${texts.join(',')}]`;

const textOf = ({ value, json }: Row) => (typeof value === 'string' ? value : json);
