import type { QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import type { WireItem } from '../attributes.ts';

/** One page of a query. */
export interface Page {
  readonly items: readonly WireItem[];
  /** Whether the query ends with it. */
  readonly last: boolean;
  /** On the last page: whether there may be more items than were asked for. */
  readonly more: boolean;
  /** On the last page: where a later query may go on. Absent where no item is left, or the page had to be cut. */
  readonly lastEvaluatedKey?: WireItem | undefined;
}

/** Asks for the page after a key. */
export type ReadPage = (start: WireItem | undefined, remaining: number) => Promise<QueryCommandOutput>;

/**
 * Reads a query page by page. The next page is on its way, and only that one, while the consumer works on a page.
 *
 * @param limit items in all
 */
export async function* readPages(
  readPage: ReadPage,
  start: WireItem | undefined,
  limit: number,
): AsyncGenerator<Page, undefined> {
  let remaining = limit;
  let coming = readPage(start, remaining);
  for (;;) {
    const { Items = [], LastEvaluatedKey } = await coming;
    const items = Items.slice(0, remaining);
    remaining -= items.length;
    if (LastEvaluatedKey === undefined || remaining === 0) {
      const cut = items.length < Items.length;
      const more = cut || LastEvaluatedKey !== undefined;
      yield { items, last: true, more, lastEvaluatedKey: cut ? undefined : LastEvaluatedKey };
      return;
    }
    const left = remaining;
    // Making a request takes the processor for a while: this page leaves first.
    coming = new Promise<void>((resolve) => setImmediate(resolve)).then(() => readPage(LastEvaluatedKey, left));
    coming.catch(() => {}); // heard when its turn comes, unless nobody asks any more
    yield { items, last: false, more: true };
  }
}
