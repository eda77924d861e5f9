import type { Item } from '../table/table.ts';
import type { PageReference } from './keys.ts';
import type { ServerDetails } from './types.ts';

/** One page of a list, as the index of a version refers to it. */
export interface PageEntry extends PageReference {
  /** Lowest tool name on the page when it was written; the page owns the names up to the next page's. */
  readonly from: string;
  readonly count: number;
  /** UTF-8 bytes of the page's text in its escaped form. */
  readonly bytes: number;
}

/** Tools that ask for the same scopes, in pages by name. */
export interface PageGroup {
  /** Sorted; empty for tools that anyone may see. */
  readonly scopes: readonly string[];
  readonly pages: readonly PageEntry[];
}

/** The list of tools at one version. Immutable. */
export interface Listing {
  readonly groups: readonly PageGroup[];
  readonly details: ServerDetails;
}

/** Bytes that one list answer may have, measured as the whole escaped answer: 700 KB, less what envelope and cursor need. */
export const PAGE_BYTES = 690_000;
/** Tools on one page. */
export const PAGE_TOOLS = 1000;

/** Reads the groups of an index item. */
export function parseGroups(item: Item): readonly PageGroup[] {
  return JSON.parse(String(item.groups));
}

/** Reads what a list answer and `server/discover` need of an index item. */
export function parseListing(item: Item): Listing {
  const document = item.document === undefined ? {} : JSON.parse(String(item.document));
  const { instructions, description, hosts } = document;
  return {
    groups: parseGroups(item),
    details: {
      ...(instructions !== undefined && { instructions }),
      ...(description !== undefined && { description }),
      ...(hosts !== undefined && { hosts }),
    },
  };
}

/** Some pages that one answer shows together, and where the next answer begins. */
export interface PageRun {
  readonly pages: readonly PageEntry[];
  /** Number of the first page after the run that the caller may see. */
  readonly next: number | undefined;
}

/**
 * Chooses the pages of one answer: from page number `start` on, those that the scopes open, as many as fit one answer (so
 * that small groups do not cost a round trip each). Pages are numbered over all groups, so a number means the same page to
 * every caller.
 *
 * @param start number of the first page
 * @param scopes what the caller holds
 */
export function runOfPages(listing: Listing, start: number, scopes: ReadonlySet<string>): PageRun {
  const pages: PageEntry[] = [];
  let number = -1;
  let bytes = 0;
  let count = 0;
  for (const group of listing.groups) {
    if (!group.scopes.every((scope) => scopes.has(scope))) {
      number += group.pages.length;
      continue;
    }
    for (const page of group.pages) {
      number += 1;
      if (number < start) continue;
      bytes += page.bytes + 1;
      count += page.count;
      if (pages.length > 0 && (bytes > PAGE_BYTES || count > PAGE_TOOLS)) return { pages, next: number };
      pages.push(page);
    }
  }
  return { pages, next: undefined };
}

/** How many pages the list has over all groups. */
export function pageCount(listing: Listing): number {
  return listing.groups.reduce((sum, group) => sum + group.pages.length, 0);
}
