import { createLru } from '../../cache/index.ts';
import type { TableReader } from '../../table/index.ts';
import {
  type NameRecord,
  type PageEntry,
  pageChunks,
  pageNamesKey,
  pagePartition,
  parseNames,
} from '../items/index.ts';
import { CatalogUnavailable } from '../types.ts';

/** The entries of a page, as lists send them. */
export interface PageText {
  readonly items: string;
  readonly escapedItems: string;
}

/** Caches of stored pages. Pages are immutable, so entries never go out of date. */
export interface PageTexts {
  /** @throws CatalogUnavailable, without a cause if the page was removed from the table */
  text(server: string, page: PageEntry): PageText | Promise<PageText>;
  /** Which documents are on a page, in the order of its entries. @throws CatalogUnavailable, likewise */
  names(server: string, page: PageEntry): readonly NameRecord[] | Promise<readonly NameRecord[]>;
}

const CACHED_TEXTS = { entries: 256, weight: 32_000_000 };
const CACHED_NAMES = { entries: 256, weight: 8_000_000 };

export function createPageTexts(table: TableReader): PageTexts {
  const texts = createLru<PageText>(CACHED_TEXTS);
  const names = createLru<readonly NameRecord[]>(CACHED_NAMES);

  function unavailable(server: string) {
    return (cause: unknown): never => {
      throw new CatalogUnavailable(`a list page of ${server} cannot be read`, { cause });
    };
  }

  async function readText(server: string, page: PageEntry): Promise<PageText> {
    const chunks = await table.query(pageChunks(server, page)).catch(unavailable(server));
    const escapedItems = chunks.map((chunk) => chunk.text).join('');
    // The list of an old version may still be in memory when its pages are being removed from the table.
    if (Buffer.byteLength(escapedItems) !== page.bytes) throw missing(server);
    const items: string = JSON.parse(`"${escapedItems}"`);
    const text = { items, escapedItems };
    texts.set(pagePartition(server, page), text, items.length + escapedItems.length);
    return text;
  }

  async function readNames(server: string, page: PageEntry): Promise<readonly NameRecord[]> {
    const item = await table.get(pageNamesKey(server, page)).catch(unavailable(server));
    if (item === undefined) throw missing(server);
    const records = parseNames(item);
    names.set(pagePartition(server, page), records, String(item.names).length);
    return records;
  }

  return {
    text: (server, page) => texts.get(pagePartition(server, page)) ?? readText(server, page),
    names: (server, page) => names.get(pagePartition(server, page)) ?? readNames(server, page),
  };
}

function missing(server: string): CatalogUnavailable {
  return new CatalogUnavailable(`a list page of ${server} is not in the table`);
}
