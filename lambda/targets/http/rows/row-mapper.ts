import type { Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import { exactJson, hasRounded, markMember } from '../../../text/index.ts';
import { type LostNumber, lostNumbers, restoreNumbers, withParsed } from '../../rounded.ts';
import type { Call } from '../../upstream/index.ts';

/** A shorter text cannot exceed the depth that serialization supports: some thousand levels. */
const SHALLOW_CHARS = 4_096;

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

/** A row of the result. */
export interface Row {
  readonly value: unknown;
  readonly json: string;
}

/** The expressions over a row. */
interface RowTemplates {
  /** Maps a row; without it, rows stay unchanged. */
  readonly row: Template | undefined;
  /** Whether the tool has an output schema. */
  readonly structured: boolean;
  /** Is true for the last row. */
  readonly until: Template | undefined;
}

/** Evaluates the expressions over the rows of one call. */
export class RowMapper {
  readonly #shape: RowTemplates;
  readonly #args: JsonObject;
  readonly #call: Call;
  readonly #kept: () => number;
  readonly #lost: LostNumber[] = [];

  /** @param kept returns the rows that are in the result so far */
  constructor(shape: RowTemplates, args: JsonObject, call: Call, kept: () => number) {
    this.#shape = shape;
    this.#args = args;
    this.#call = call;
    this.#kept = kept;
  }

  /** The numbers that expressions rounded, in the rows of the result. */
  get lost(): readonly LostNumber[] {
    const kept = this.#kept();
    return this.#lost.filter(({ path }) => Number(path[0]) < kept);
  }

  /** Maps a row; `undefined` where the row is omitted. */
  map(raw: RawRow): Row | undefined | Promise<Row | undefined> {
    const { row, structured } = this.#shape;
    const { json, event, from = sourceOfRow(raw) } = raw;
    // Expressions may cut a text, so they are given masked values.
    const value = row === undefined ? raw.value : this.#call.mask.value(raw.value);
    if (row === undefined) {
      const maybeDeep = structured && json !== undefined && json.length > SHALLOW_CHARS;
      return json === undefined || maybeDeep ? this.#written(value, from) : this.#safe({ value, json });
    }
    const mapped = row({ args: this.#args, row: value, event, work: this.#call.context.work });
    if (!(mapped instanceof Promise)) return this.#written(mapped, from);
    const { work } = this.#call.context;
    return mapped.then((value) => this.#written(value, withParsed(from, work.takeParsed())));
  }

  /** Evaluates `until`. */
  ends(raw: RawRow): unknown {
    const { mask, context } = this.#call;
    return this.#shape.until?.({ args: this.#args, row: mask.value(raw.value), event: raw.event, work: context.work });
  }

  #written(value: unknown, from: unknown): Row | undefined {
    if (value === undefined) return undefined;
    if (hasRounded(from)) {
      restoreNumbers(value, from);
      this.#lost.push(...lostNumbers(value, from).map((lost) => ({ ...lost, path: [this.#kept(), ...lost.path] })));
    }
    return this.#safe({ value, json: exactJson(value) });
  }

  #safe(row: Row): Row {
    const { mask } = this.#call;
    if (mask.text(row.json) === row.json) return row;
    const value = mask.value(row.value);
    return { value, json: exactJson(value) };
  }
}

/** What the numbers of a mapped row come from. A row that is a number itself has nothing else to be marked. */
function sourceOfRow({ value, json }: RawRow): unknown {
  if (typeof value !== 'number') return value;
  const holder = { value };
  markMember(holder, 'value', value, json);
  return holder;
}
