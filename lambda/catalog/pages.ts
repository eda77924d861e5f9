import type { TableReader } from '../table/table.ts';
import { readCursor, signCursor } from './cursor.ts';
import type { Head } from './head.ts';
import { indexKey, pageChunks, pagePartition } from './keys.ts';
import { type Listing, type PageEntry, pageCount, parseListing, runOfPages } from './listing.ts';
import { createLru } from './lru.ts';
import { CatalogUnavailable, InvalidCursor, type ListPage, type ServerDetails } from './types.ts';

/** The lists of tools, as stored at publish. */
export interface Pages {
  details(head: Head): ServerDetails | Promise<ServerDetails>;
  page(head: Head, cursor: string | undefined, scopes: ReadonlySet<string>): ListPage | Promise<ListPage>;
}

interface PageText {
  readonly items: string;
  readonly escapedItems: string;
}

const CACHED_LISTINGS = { entries: 64, weight: 8_000_000 };
const CACHED_PAGES = { entries: 256, weight: 32_000_000 };

/** Makes empty caches of lists. Everything in them is immutable, so nothing in them is ever out of date. */
export function createPages(table: TableReader): Pages {
  const listings = createLru<Listing>(CACHED_LISTINGS);
  const texts = createLru<PageText>(CACHED_PAGES);

  function listing(server: string, version: number): Listing | Promise<Listing> {
    return listings.get(`${server}#${version}`) ?? readListing(server, version);
  }

  async function readListing(server: string, version: number): Promise<Listing> {
    const item = await orUnavailable(table.get(indexKey(server, version)), `the list of ${server}`);
    if (!item) throw new Error(`version ${version} of ${server} has no list although it was published`);
    const read = parseListing(item);
    listings.set(`${server}#${version}`, read, String(item.groups).length + String(item.document ?? '').length);
    return read;
  }

  async function readText(server: string, page: PageEntry): Promise<PageText> {
    const chunks = await orUnavailable(table.query(pageChunks(server, page)), `a list page of ${server}`);
    const escapedItems = chunks.map((chunk) => chunk.text).join('');
    const items: string = JSON.parse(`"${escapedItems}"`);
    const text = { items, escapedItems };
    texts.set(pagePartition(server, page), text, items.length + escapedItems.length);
    return text;
  }

  function build(head: Head, version: number, list: Listing, start: number, scopes: ReadonlySet<string>) {
    const run = runOfPages(list, start, scopes);
    const found = run.pages.map((page) => texts.get(pagePartition(head.server, page)) ?? readText(head.server, page));
    const rest = {
      cacheScope: list.groups.some((group) => group.scopes.length > 0) ? 'private' : 'public',
      ...(run.next !== undefined && { nextCursor: signCursor(cursorScope(head), { version, page: run.next }) }),
    } as const;
    if (found.every(isText)) return joined(found, rest);
    return Promise.all(found).then((read) => joined(read, rest));
  }

  return {
    details(head) {
      const list = listing(head.server, head.version);
      return list instanceof Promise ? list.then(({ details }) => details) : list.details;
    },
    page(head, cursor, scopes) {
      const { version, page } =
        cursor === undefined ? { version: head.version, page: 0 } : readCursor(cursorScope(head), cursor);
      const begin = (list: Listing) => {
        if (page > 0 && page >= pageCount(list)) throw new InvalidCursor('names no page');
        return build(head, version, list, page, scopes);
      };
      const list = listing(head.server, version);
      return list instanceof Promise ? list.then(begin) : begin(list);
    },
  };
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

function cursorScope(head: Head) {
  return { server: head.server, list: 'tools', key: head.cursorKey } as const;
}

function orUnavailable<V>(reading: Promise<V>, what: string): Promise<V> {
  return reading.catch((cause) => {
    throw new CatalogUnavailable(`${what} cannot be read`, { cause });
  });
}
