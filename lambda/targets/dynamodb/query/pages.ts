import { ToolError } from '../../../tool-error.ts';
import type { TableResponse } from '../api/index.ts';
import type { WireItem } from '../attributes.ts';

export interface Page {
  readonly items: readonly WireItem[];
  /** Whether this is the last page. */
  readonly last: boolean;
  /** On the last page: whether there may be more items than the limit. */
  readonly more: boolean;
  /** On the last page: where a later query can continue. Absent when no item is left, or the page was cut. */
  readonly lastEvaluatedKey?: WireItem | undefined;
  /** The attributes of keys at which a query can continue, if a page has named them. */
  readonly keyNames: readonly string[];
  /** Why there are no items after those of the pages before. */
  readonly failure?: ToolError;
}

/** Requests the page after a key. */
export type ReadPage = (start: WireItem | undefined, remaining: number) => Promise<TableResponse>;

/**
 * Reads a query page by page. While the consumer works on a page, exactly one further page is requested. A page that fails is the
 * last one, with the failure and the key at which it would have begun.
 *
 * @param limit items of all pages together
 */
export async function* readPages(
  readPage: ReadPage,
  start: WireItem | undefined,
  limit: number,
): AsyncGenerator<Page, undefined> {
  let remaining = limit;
  let at = start;
  let coming = readPage(at, remaining);
  for (let count = 0; ; count += 1) {
    const arrived = await coming.catch((error: unknown) => {
      if (count > 0 && error instanceof ToolError) return error;
      throw error;
    });
    if (arrived instanceof ToolError) {
      yield { items: [], last: true, more: true, lastEvaluatedKey: at, keyNames: [], failure: arrived };
      return;
    }
    const { Items = [], LastEvaluatedKey } = arrived;
    const items = Items.slice(0, remaining);
    const keyNames = Object.keys(LastEvaluatedKey ?? at ?? {});
    remaining -= items.length;
    if (LastEvaluatedKey === undefined || remaining === 0) {
      const cut = items.length < Items.length;
      const more = cut || LastEvaluatedKey !== undefined;
      yield { items, last: true, more, lastEvaluatedKey: cut ? undefined : LastEvaluatedKey, keyNames };
      return;
    }
    const left = remaining;
    at = LastEvaluatedKey;
    // Building a request takes processor time, so this page is sent first.
    coming = new Promise<void>((resolve) => setImmediate(resolve)).then(() => readPage(LastEvaluatedKey, left));
    coming.catch(() => {}); // handled when it is awaited, unless the consumer has stopped
    yield { items, last: false, more: true, keyNames };
  }
}
