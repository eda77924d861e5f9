import type { Item, Table } from '../../../table/index.ts';
import {
  headKey,
  indexKey,
  type ListedTemplate,
  type Lists,
  type NameRecord,
  type PageEntry,
  type PageGroup,
  parseHead,
  parseLists,
  parseTemplates,
  perList,
  type ServerHead,
} from '../../items/index.ts';
import type { ListName } from '../../types.ts';
import { readNames } from './page-items.ts';

/** The published state that a change set starts from. */
export interface PublishedState {
  readonly server: string;
  /** `undefined` before the first publish. */
  readonly head: ServerHead | undefined;
  /** `active` as the head item holds it; the update that makes a version visible expects the same value. */
  readonly active: Item[string] | undefined;
  /** The head's version has no index, so its lists are lost. */
  readonly damaged: boolean;
  readonly lists: Lists;
  readonly templates: readonly ListedTemplate[];
  /** The Server document, JSON text. */
  readonly document: string | undefined;
  readonly documentHash: string | undefined;
}

/** A published document and its page. */
export interface PublishedDocument extends NameRecord {
  readonly page: PageEntry;
}

/** Reads the currently visible state. */
export async function readPublishedState(table: Table, server: string): Promise<PublishedState> {
  const item = await table.get(headKey(server));
  const head = parseHead(server, item);
  const index = head && (await table.get(indexKey(server, head.version)));
  const found = { server, head, active: item?.active, damaged: head !== undefined && index === undefined };
  if (!index)
    return { ...found, lists: perList(() => []), templates: [], document: undefined, documentHash: undefined };
  return {
    ...found,
    lists: parseLists(index),
    templates: parseTemplates(index),
    document: index.document === undefined ? undefined : String(index.document),
    documentHash: index.documentHash === undefined ? undefined : String(index.documentHash),
  };
}

/** The page of a group that covers an id: the last one that begins at or before it, otherwise the first. */
export function owningPage(pages: readonly PageEntry[], id: string): PageEntry | undefined {
  return pages.findLast((page) => page.from <= id) ?? pages[0];
}

/**
 * Finds published documents of a list by reading the names of the pages that may contain them.
 *
 * @param ids the wanted documents; `'all'` for the whole list
 */
export async function publishedDocuments(
  table: Table,
  published: PublishedState,
  list: ListName,
  ids: ReadonlySet<string> | 'all',
): Promise<ReadonlyMap<string, PublishedDocument>> {
  const found = new Map<string, PublishedDocument>();
  for (const page of pagesToRead(published.lists[list], ids)) {
    for (const record of await readNames(table, published.server, page)) found.set(record.id, { ...record, page });
  }
  return found;
}

function pagesToRead(groups: readonly PageGroup[], ids: ReadonlySet<string> | 'all'): ReadonlySet<PageEntry> {
  const pages = new Set<PageEntry>();
  for (const group of groups) {
    if (ids === 'all') for (const page of group.pages) pages.add(page);
    else {
      for (const id of ids) {
        const page = owningPage(group.pages, id);
        if (page) pages.add(page);
      }
    }
  }
  return pages;
}
