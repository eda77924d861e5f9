import type { Item, Table } from '../../table/table.ts';
import type { PageEntry, PageGroup } from '../listing.ts';
import { type Base, owningPage } from './base.ts';
import type { Difference, ToolWrite } from './change-set.ts';
import { listEntry, sortedScopes } from './content.ts';
import { buildPage, type PageTool, readNames, readPageTools, splitPages } from './page-items.ts';

/** The list of a new version, and the items that are new in it. */
export interface NextList {
  readonly groups: readonly PageGroup[];
  readonly items: readonly Item[];
}

/**
 * Makes the list of a new version: pages that nothing touches are referred to, the others are written anew.
 *
 * @param version the new version's number
 */
export async function nextList(table: Table, base: Base, difference: Difference, version: number): Promise<NextList> {
  const items: Item[] = [];
  const groups: PageGroup[] = [];
  let pagesWritten = 0;
  const store = (tools: readonly PageTool[]): PageEntry[] =>
    splitPages(tools).map((part) => {
      const [entry, pageItems] = buildPage(base.server, { at: version, id: pagesWritten++ }, part);
      items.push(...pageItems);
      return entry;
    });

  const changed = new Set([...difference.writes.keys(), ...difference.deletes]);
  for (const [key, scopes] of groupKeys(base, difference)) {
    const arriving = [...difference.writes.values()]
      .filter(({ document }) => groupKey(sortedScopes(document)) === key)
      .map((write) => pageTool(write, version));
    const before = base.groups.find((group) => groupKey(group.scopes) === key)?.pages ?? [];
    const arrivals = Map.groupBy(arriving, ({ name }) => owningPage(before, name));
    // A tool is on the page that owns its name, so a page that owns no changed name stays as it is, unread.
    const touched = new Set([...changed].map((name) => owningPage(before, name)));
    const pages = before.length === 0 ? store(sorted(arriving)) : [];
    for (const page of before) {
      const arrived = arrivals.get(page) ?? [];
      const kept = touched.has(page) ? await keptTools(table, base.server, page, changed) : 'all';
      if (kept === 'all' && arrived.length === 0) pages.push(page);
      else if (kept === 'all')
        pages.push(...store(sorted([...(await allTools(table, base.server, page)), ...arrived])));
      else pages.push(...store(sorted([...kept, ...arrived])));
    }
    if (pages.length > 0) groups.push({ scopes, pages });
  }
  return { groups, items };
}

/** The tools of a page that nothing replaces or deletes; `'all'`, without their entries, when that is every one. */
async function keptTools(
  table: Table,
  server: string,
  page: PageEntry,
  changed: ReadonlySet<string>,
): Promise<readonly PageTool[] | 'all'> {
  const names = await readNames(table, server, page);
  const staying = names.filter(({ name }) => !changed.has(name));
  if (staying.length === names.length) return 'all';
  if (staying.length === 0) return [];
  const tools = await readPageTools(table, server, page, names);
  return tools.filter(({ name }) => !changed.has(name));
}

async function allTools(table: Table, server: string, page: PageEntry): Promise<readonly PageTool[]> {
  return readPageTools(table, server, page, await readNames(table, server, page));
}

function pageTool({ document, hash }: ToolWrite, version: number): PageTool {
  const entry = listEntry(document);
  return { name: document.name, hash, written: version, length: entry.length, entry };
}

/** Every group of the old and the new list, the open one first, then by name. */
function groupKeys(base: Base, difference: Difference): [string, readonly string[]][] {
  const keys = new Map<string, readonly string[]>();
  for (const { scopes } of base.groups) keys.set(groupKey(scopes), scopes);
  for (const { document } of difference.writes.values()) {
    const scopes = sortedScopes(document);
    keys.set(groupKey(scopes), scopes);
  }
  return [...keys].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Scopes hold no space (RFC 6749 section 3.3). */
function groupKey(scopes: readonly string[]): string {
  return scopes.join(' ');
}

function sorted(tools: readonly PageTool[]): readonly PageTool[] {
  return tools.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
