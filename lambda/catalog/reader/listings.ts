import { createLru } from '../../cache/index.ts';
import type { Item, TableReader } from '../../table/table.ts';
import type { ServerHead } from '../items/head.ts';
import { indexKey } from '../items/keys.ts';
import { type Listing, parseListing } from '../items/listing.ts';
import { CatalogUnavailable } from '../types.ts';

/** The lists of servers, version by version. Immutable, so nothing here is ever out of date. */
export interface Listings {
  /** @param version one that was published; default: the one that the head shows */
  at(head: ServerHead, version?: number): Listing | Promise<Listing>;
}

const CACHED_LISTINGS = { entries: 64, weight: 8_000_000 };

/** Makes an empty cache of lists. */
export function createListings(table: TableReader): Listings {
  const listings = createLru<Listing>(CACHED_LISTINGS);

  async function read(server: string, version: number): Promise<Listing> {
    const item = await table.get(indexKey(server, version)).catch((cause) => {
      throw new CatalogUnavailable(`the list of ${server} cannot be read`, { cause });
    });
    if (!item) throw new Error(`version ${version} of ${server} has no list although it was published`);
    const listing = parseListing(item);
    listings.set(`${server}#${version}`, listing, weightOf(item));
    return listing;
  }

  return {
    at: ({ server, version: shown }, version = shown) => listings.get(`${server}#${version}`) ?? read(server, version),
  };
}

function weightOf(item: Item): number {
  return Object.values(item).reduce<number>((sum, value) => sum + String(value).length, 0);
}
