import type { Table } from '../../table/table.ts';
import { type Head, parseHead } from '../head.ts';
import { headKey, indexKey } from '../keys.ts';
import { type PageEntry, type PageGroup, parseGroups } from '../listing.ts';
import { type NameRecord, readNames } from './page-items.ts';

/** The published state that a change set starts from. */
export interface Base {
  readonly server: string;
  /** `undefined` before the first publish. */
  readonly head: Head | undefined;
  readonly groups: readonly PageGroup[];
  /** The Server document, JSON text. */
  readonly document: string | undefined;
  readonly documentHash: string | undefined;
}

/** A tool that the base shows, and the page it is on. */
export interface BaseTool extends NameRecord {
  readonly page: PageEntry;
}

/** Reads the state that shows now. */
export async function readBase(table: Table, server: string): Promise<Base> {
  const head = parseHead(server, await table.get(headKey(server)));
  if (!head) return { server, head, groups: [], document: undefined, documentHash: undefined };
  const index = await table.get(indexKey(server, head.version));
  if (!index) throw new Error(`version ${head.version} of ${server} has no list although it was published`);
  return {
    server,
    head,
    groups: parseGroups(index),
    document: index.document === undefined ? undefined : String(index.document),
    documentHash: index.documentHash === undefined ? undefined : String(index.documentHash),
  };
}

/** The page of a group that owns a name: the last one that begins at or before it, else the first. */
export function owningPage(pages: readonly PageEntry[], name: string): PageEntry | undefined {
  return pages.findLast((page) => page.from <= name) ?? pages[0];
}

/**
 * Finds tools that the base shows, by reading the names of the pages that may hold them.
 *
 * @param names the tools asked for; `'all'` for every tool of the server
 */
export async function baseTools(
  table: Table,
  base: Base,
  names: ReadonlySet<string> | 'all',
): Promise<ReadonlyMap<string, BaseTool>> {
  const found = new Map<string, BaseTool>();
  for (const page of pagesToRead(base, names)) {
    for (const record of await readNames(table, base.server, page)) found.set(record.name, { ...record, page });
  }
  return found;
}

function pagesToRead(base: Base, names: ReadonlySet<string> | 'all'): ReadonlySet<PageEntry> {
  const pages = new Set<PageEntry>();
  for (const group of base.groups) {
    if (names === 'all') for (const page of group.pages) pages.add(page);
    else {
      for (const name of names) {
        const page = owningPage(group.pages, name);
        if (page) pages.add(page);
      }
    }
  }
  return pages;
}
