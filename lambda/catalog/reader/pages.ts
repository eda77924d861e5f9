import { createLru } from '../../cache/index.ts';
import type { TableReader } from '../../table/index.ts';
import { type PageEntry, type PageGroup, pageChunks, pagePartition, type ServerHead } from '../items/index.ts';
import { CatalogUnavailable, InvalidCursor, type ListName, type ListPage, type MaySee } from '../types.ts';
import { readCursor, signCursor } from './cursor.ts';
import type { Listings } from './listings.ts';
import { pageCount, runOfPages } from './page-run.ts';

/** A cache of list pages. */
export interface Pages {
  page(head: ServerHead, list: ListName, cursor: string | undefined, maySee: MaySee): ListPage | Promise<ListPage>;
}

interface PageText {
  readonly items: string;
  readonly escapedItems: string;
}

const CACHED_PAGES = { entries: 256, weight: 32_000_000 };

/** Pages are immutable, so entries of this cache never go out of date. */
export function createPages(table: TableReader, listings: Listings): Pages {
  const texts = createLru<PageText>(CACHED_PAGES);

  async function readText(server: string, page: PageEntry): Promise<PageText> {
    const chunks = await table.query(pageChunks(server, page)).catch((cause) => {
      throw new CatalogUnavailable(`a list page of ${server} cannot be read`, { cause });
    });
    const escapedItems = chunks.map((chunk) => chunk.text).join('');
    // The list of an old version may still be in memory when its pages are being removed from the table.
    if (Buffer.byteLength(escapedItems) !== page.bytes) {
      throw new CatalogUnavailable(`a list page of ${server} is not in the table`);
    }
    const items: string = JSON.parse(`"${escapedItems}"`);
    const text = { items, escapedItems };
    texts.set(pagePartition(server, page), text, items.length + escapedItems.length);
    return text;
  }

  /** @param sign returns the cursor of a page */
  function build(
    server: string,
    groups: readonly PageGroup[],
    start: number,
    maySee: MaySee,
    sign: (page: number) => string,
  ): ListPage | Promise<ListPage> {
    const run = runOfPages(groups, start, maySee);
    const found = run.pages.map((page) => texts.get(pagePartition(server, page)) ?? readText(server, page));
    const rest = {
      cacheScope: groups.some((group) => group.scopes.length > 0) ? 'private' : 'public',
      ...(run.next !== undefined && { nextCursor: sign(run.next) }),
    } as const;
    if (found.every(isText)) return joined(found, rest);
    return Promise.all(found).then((read) => joined(read, rest));
  }

  return {
    page(head, list, cursor, maySee) {
      const scope = { server: head.server, list, key: head.cursorKey };
      const { version, page: start } =
        cursor === undefined ? { version: head.version, page: 0 } : readCursor(scope, cursor);
      const begin = (groups: readonly PageGroup[]) => {
        if (start > 0 && start >= pageCount(groups)) throw new InvalidCursor('its page does not exist');
        return build(head.server, groups, start, maySee, (page) => signCursor(scope, { version, page }));
      };
      const listing = listings.at(head, version);
      if (version !== head.version)
        return Promise.resolve(listing)
          .then(({ lists }) => begin(lists[list]))
          .catch(mayBeGone);
      return listing instanceof Promise ? listing.then(({ lists }) => begin(lists[list])) : begin(listing.lists[list]);
    },
  };
}

/** A page of an earlier version that is not there will not come back: the client has to start its list again. */
function mayBeGone(error: unknown): never {
  if (error instanceof CatalogUnavailable && error.cause === undefined) throw new InvalidCursor('its page was removed');
  throw error;
}

function isText(found: PageText | Promise<PageText>): found is PageText {
  return !(found instanceof Promise);
}

function joined(texts: readonly PageText[], rest: Omit<ListPage, keyof PageText>): ListPage {
  const [only] = texts;
  if (only && texts.length === 1) return { ...only, ...rest };
  return {
    items: texts.map((text) => text.items).join(','),
    escapedItems: texts.map((text) => text.escapedItems).join(','),
    ...rest,
  };
}
