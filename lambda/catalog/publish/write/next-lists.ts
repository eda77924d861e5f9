import type { Item, Table } from '../../../table/index.ts';
import type { ListedTemplate, Lists, PageEntry, PageGroup } from '../../items/index.ts';
import type { ListName } from '../../types.ts';
import type { Difference, ListDifference, Write } from './change-set.ts';
import { listEntry, sortedScopes } from './content.ts';
import { buildPage, type PageDocument, readNames, readPageDocuments, splitPages } from './page-items.ts';
import { owningPage, type PublishedState } from './published-state.ts';

/** The lists of a new version, and their new items. */
export interface NextLists {
  readonly lists: Lists;
  readonly templates: readonly ListedTemplate[];
  readonly items: readonly Item[];
}

/**
 * Makes the lists of a new version. It refers to pages that do not change, and rewrites the others.
 *
 * @param version the new version's number
 */
export async function nextLists(
  table: Table,
  published: PublishedState,
  difference: Difference,
  version: number,
): Promise<NextLists> {
  const items: Item[] = [];
  let pagesWritten = 0;
  const store = (documents: readonly PageDocument[]): PageEntry[] =>
    splitPages(documents).map((part) => {
      const [entry, pageItems] = buildPage(published.server, { at: version, id: pagesWritten++ }, part);
      items.push(...pageItems);
      return entry;
    });
  const next = (list: ListName) => nextGroups(table, published, list, difference.lists[list], version, store);
  const lists = {
    tools: await next('tools'),
    prompts: await next('prompts'),
    resources: await next('resources'),
    templates: await next('templates'),
  };
  return { lists, templates: nextTemplates(published, difference.lists.templates), items };
}

async function nextGroups(
  table: Table,
  { server, lists }: PublishedState,
  list: ListName,
  { writes, deletes }: ListDifference,
  version: number,
  store: (documents: readonly PageDocument[]) => readonly PageEntry[],
): Promise<readonly PageGroup[]> {
  const groups: PageGroup[] = [];
  const changed = new Set([...writes.keys(), ...deletes]);
  for (const [key, scopes] of groupKeys(lists[list], writes)) {
    const arriving = [...writes]
      .filter(([, { document }]) => groupKey(sortedScopes(document)) === key)
      .map(([id, write]) => pageDocument(id, write, version));
    const before = lists[list].find((group) => groupKey(group.scopes) === key)?.pages ?? [];
    const arrivals = Map.groupBy(arriving, ({ id }) => owningPage(before, id));
    // A document is on the page that covers its id, so a page that covers no changed id stays unread and unchanged.
    const touched = new Set([...changed].map((id) => owningPage(before, id)));
    const pages = before.length === 0 ? [...store(sorted(arriving))] : [];
    for (const page of before) {
      const arrived = arrivals.get(page) ?? [];
      const kept = touched.has(page) ? await keptDocuments(table, server, page, changed) : 'all';
      if (kept === 'all' && arrived.length === 0) pages.push(page);
      else if (kept === 'all') pages.push(...store(sorted([...(await allDocuments(table, server, page)), ...arrived])));
      else pages.push(...store(sorted([...kept, ...arrived])));
    }
    if (pages.length > 0) groups.push({ scopes, pages });
  }
  return groups;
}

/** The documents of a page that the change set neither replaces nor deletes; `'all'`, without reading entries, if it touches none. */
async function keptDocuments(
  table: Table,
  server: string,
  page: PageEntry,
  changed: ReadonlySet<string>,
): Promise<readonly PageDocument[] | 'all'> {
  const names = await readNames(table, server, page);
  const staying = names.filter(({ id }) => !changed.has(id));
  if (staying.length === names.length) return 'all';
  if (staying.length === 0) return [];
  const documents = await readPageDocuments(table, server, page, names);
  return documents.filter(({ id }) => !changed.has(id));
}

async function allDocuments(table: Table, server: string, page: PageEntry): Promise<readonly PageDocument[]> {
  return readPageDocuments(table, server, page, await readNames(table, server, page));
}

function pageDocument(id: string, { document, hash }: Write, version: number): PageDocument {
  const entry = listEntry(document);
  return { id, hash, written: version, length: entry.length, entry };
}

/** Every group of the old and the new list: the group without scopes first, then by key. */
function groupKeys(before: readonly PageGroup[], writes: ReadonlyMap<string, Write>): [string, readonly string[]][] {
  const keys = new Map<string, readonly string[]>();
  for (const { scopes } of before) keys.set(groupKey(scopes), scopes);
  for (const { document } of writes.values()) {
    const scopes = sortedScopes(document);
    keys.set(groupKey(scopes), scopes);
  }
  return [...keys].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A scope cannot contain a space (RFC 6749 section 3.3). */
function groupKey(scopes: readonly string[]): string {
  return scopes.join(' ');
}

function sorted(documents: readonly PageDocument[]): readonly PageDocument[] {
  return documents.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function nextTemplates(published: PublishedState, { writes, deletes }: ListDifference): readonly ListedTemplate[] {
  const kept = published.templates.filter(({ text }) => !writes.has(text) && !deletes.has(text));
  const written = [...writes].map(([text, { document }]) => ({ text, scopes: sortedScopes(document) }));
  return [...kept, ...written].sort((a, b) => (a.text < b.text ? -1 : 1));
}
