import { PAGE_BYTES, PAGE_ENTRIES, type PageEntry, type PageGroup } from '../items/index.ts';

/** The pages that one response contains, and where the next response begins. */
export interface PageRun {
  readonly pages: readonly PageEntry[];
  /** Number of the first visible page after the run. */
  readonly next: number | undefined;
}

/** A page with its number over all groups, visible or not: a number means the same page to every caller. */
export interface NumberedPage {
  readonly number: number;
  readonly page: PageEntry;
  /** The scopes that every document on the page requires. */
  readonly scopes: readonly string[];
}

/** Whether the caller sees the documents of a group; called once for each. */
type SeesGroup = (scopes: readonly string[]) => boolean;

/** The pages of visible groups, from number `start` on. */
export function visiblePages(
  groups: readonly PageGroup[],
  start: number,
  seesGroup: SeesGroup,
): readonly NumberedPage[] {
  const visible: NumberedPage[] = [];
  let number = 0;
  for (const { scopes, pages } of groups) {
    const isVisible = seesGroup(scopes);
    for (const page of pages) {
      if (isVisible && number >= start) visible.push({ number, page, scopes });
      number += 1;
    }
  }
  return visible;
}

/**
 * Chooses the pages of one response: from page number `start` on, the visible ones, as many as fit (so that small groups do not
 * cost a round trip each).
 *
 * @param start number of the first page
 */
export function runOfPages(groups: readonly PageGroup[], start: number, seesGroup: SeesGroup): PageRun {
  const pages: PageEntry[] = [];
  let bytes = 0;
  let count = 0;
  for (const { number, page } of visiblePages(groups, start, seesGroup)) {
    bytes += page.bytes + 1;
    count += page.count;
    if (pages.length > 0 && (bytes > PAGE_BYTES || count > PAGE_ENTRIES)) return { pages, next: number };
    pages.push(page);
  }
  return { pages, next: undefined };
}

/** The number of pages of a list over all groups. */
export function pageCount(groups: readonly PageGroup[]): number {
  return groups.reduce((sum, group) => sum + group.pages.length, 0);
}
