import { PAGE_BYTES, PAGE_ENTRIES, type PageEntry, type PageGroup } from '../items/index.ts';
import type { MaySee } from '../types.ts';

/** The pages that one response contains, and where the next response begins. */
export interface PageRun {
  readonly pages: readonly PageEntry[];
  /** Number of the first visible page after the run. */
  readonly next: number | undefined;
}

/**
 * Chooses the pages of one response: from page number `start` on, the visible ones, as many as fit (so that small groups do not
 * cost a round trip each). Pages are numbered over all groups, visible or not, so a number means the same page to every caller.
 *
 * @param start number of the first page
 * @param maySee called once for each group
 */
export function runOfPages(groups: readonly PageGroup[], start: number, maySee: MaySee): PageRun {
  const pages: PageEntry[] = [];
  let number = -1;
  let bytes = 0;
  let count = 0;
  for (const group of groups) {
    if (!maySee(group.scopes)) {
      number += group.pages.length;
      continue;
    }
    for (const page of group.pages) {
      number += 1;
      if (number < start) continue;
      bytes += page.bytes + 1;
      count += page.count;
      if (pages.length > 0 && (bytes > PAGE_BYTES || count > PAGE_ENTRIES)) return { pages, next: number };
      pages.push(page);
    }
  }
  return { pages, next: undefined };
}

/** The number of pages of a list over all groups. */
export function pageCount(groups: readonly PageGroup[]): number {
  return groups.reduce((sum, group) => sum + group.pages.length, 0);
}
