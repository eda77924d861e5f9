import { createLru } from '../../cache/index.ts';
import type { Item, TableReader } from '../../table/index.ts';
import { indexKey, type Listing, parseListing, type ServerHead } from '../items/index.ts';
import { CatalogUnavailable, InvalidCursor } from '../types.ts';

/** A cache of the lists of servers at their versions. Listings are immutable, so entries never go out of date. */
export interface Listings {
  /**
   * @param version a published version; default: the head's
   * @throws InvalidCursor when an earlier version was removed from the table
   */
  at(head: ServerHead, version?: number): Listing | Promise<Listing>;
}

const CACHED_LISTINGS = { entries: 64, weight: 8_000_000 };

export function createListings(table: TableReader): Listings {
  const listings = createLru<Listing>(CACHED_LISTINGS);

  async function read({ server, version: shown }: ServerHead, version: number): Promise<Listing> {
    const item = await table.get(indexKey(server, version)).catch((cause) => {
      throw new CatalogUnavailable(`the list of ${server} cannot be read`, { cause });
    });
    if (!item && version !== shown) throw new InvalidCursor('its version was removed');
    if (!item) throw new Error(`version ${version} of ${server} has no list although it was published`);
    const listing = parseListing(item);
    listings.set(`${server}#${version}`, listing, weightOf(item));
    return listing;
  }

  return {
    at: (head, version = head.version) => listings.get(`${head.server}#${version}`) ?? read(head, version),
  };
}

function weightOf(item: Item): number {
  return Object.values(item).reduce<number>((sum, value) => sum + String(value).length, 0);
}
