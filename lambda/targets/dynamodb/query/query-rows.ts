import type { ToolResult } from '../../../content/index.ts';
import type { Scope, Template } from '../../../expression/index.ts';
import type { Json } from '../../../json.ts';
import type { Listing } from '../../../schema/index.ts';
import { type Cut, fittedResult, RowList, withCut } from '../../list/index.ts';
import { tooLarge, toResult } from '../../result.ts';
import type { CallContext } from '../../types.ts';
import { itemToJson, type WireItem } from '../attributes.ts';
import type { Page } from './pages.ts';
import type { Row } from './rows.ts';

/** How a query makes a result of its rows. */
export interface RowsShape {
  /** Name of the query in errors. */
  readonly label: string;
  readonly structured: boolean;
  /** Makes lists where the `output` schema says list. */
  readonly listing: Listing | undefined;
  readonly result: Template | undefined;
}

/** `$response`: the view of a response that expressions get. */
interface ResponseView {
  /** The rows: the items, mapped by `row`. */
  readonly items: readonly unknown[];
  readonly count: number;
  /** Whether there may be more items than the limit. */
  readonly more: boolean;
  readonly lastEvaluatedKey?: Json;
  /** Why there are only the items of the pages before. */
  readonly failure?: string;
}

/** Rows that were added together. */
export interface Added {
  readonly values: readonly Json[];
  /** They as the text of a JSON array. */
  readonly text: string;
}

/** The rows of one query, as many as fit into its result. */
export class QueryRows {
  readonly #shape: RowsShape;
  readonly #context: CallContext;
  readonly #list: RowList;
  /** For each row, the key at which a query continues after it, as far as it is known. */
  readonly #keys: (Json | undefined)[] = [];
  #isCut = false;

  constructor(shape: RowsShape, context: CallContext) {
    this.#shape = shape;
    this.#context = context;
    const mapped = shape.result !== undefined;
    this.#list = new RowList({ asText: !mapped, asValue: shape.structured && !mapped, mapped }, context.resultBytes);
  }

  get count(): number {
    return this.#list.count;
  }

  /** Whether a row did not fit. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /**
   * Adds the rows of a page, up to the first one that does not fit.
   *
   * @throws ToolError for a first row that does not fit
   */
  add(rows: readonly Row[], { keyNames }: Pick<Page, 'keyNames'>): Added {
    const before = this.count;
    const all = rows.map(({ value }) => value);
    const text = JSON.stringify(all);
    if (!this.#list.addTogether(text, all)) {
      this.#isCut = all.some((value) => !this.#list.add(JSON.stringify(value), value));
      if (this.#isCut && this.count === 0) throw tooLarge(this.#shape.label, this.#context.resultBytes);
    }
    const added = this.count - before;
    const continuable = this.#shape.result === undefined ? [] : rows.slice(0, added);
    for (const { item } of continuable) this.#keys.push(keyOf(item, keyNames));
    if (added === all.length) return { values: all, text };
    const values = all.slice(0, added);
    return { values, text: JSON.stringify(values) };
  }

  /** Builds the result of all rows, or of as many of the first ones as its limit allows. */
  result(last: Page, scope: Scope): Promise<ToolResult> {
    const { label, result } = this.#shape;
    const { resultBytes } = this.#context;
    return fittedResult(this.#list, this.#cutOf(last), {
      build: (cut) => this.#build(cut, scope),
      after: (rows) => ({ next: this.#keys[rows - 1] }),
      mapped: result !== undefined,
      ...{ resultBytes, label, repeatable: true },
    });
  }

  #cutOf({ more, failure, lastEvaluatedKey }: Page): Cut | undefined {
    const { count } = this;
    if (this.#isCut) return { rows: count, bytes: this.#context.resultBytes, next: this.#keys[count - 1] };
    if (!more) return undefined;
    const next = lastEvaluatedKey && itemToJson(lastEvaluatedKey);
    return failure === undefined ? { rows: count, isLikely: true, next } : { failure: failure.message, next };
  }

  async #build(cut: Cut | undefined, scope: Scope): Promise<ToolResult> {
    const { structured, listing, label, result } = this.#shape;
    const { values, count } = this.#list;
    const { mustFind } = this.#context;
    if (result === undefined) {
      const content = [{ type: 'text', text: this.#list.text() } as const];
      const whole = structured ? { content, structuredContent: values } : { content };
      return cut === undefined ? whole : withCut(whole, cut, { repeatable: true });
    }
    const { failure, next } = cut ?? {};
    const response: ResponseView = {
      ...{ items: values, count, more: cut !== undefined },
      ...(next !== undefined && { lastEvaluatedKey: next }),
      ...(failure !== undefined && { failure }),
    };
    const value = await result({ ...scope, response });
    // It is measured as a whole.
    const mapped = toResult(value, { structured, listing, label, resultBytes: Number.POSITIVE_INFINITY, mustFind });
    // Of the limit that the document sets, the expression speaks itself.
    return cut === undefined || cut.isLikely ? mapped : withCut(mapped, cut, { repeatable: true });
  }
}

/** Returns the key of an item; `undefined` where its names are not known, or it lacks one of them. */
function keyOf(item: WireItem, names: readonly string[]): Json | undefined {
  const isWhole = names.length > 0 && names.every((name) => Object.hasOwn(item, name));
  return isWhole
    ? itemToJson(Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : []))))
    : undefined;
}
