import type { Item, Key, Table } from '../../../table/index.ts';
import {
  documentKey,
  headKey,
  indexes,
  indexKey,
  type PageEntry,
  pagePartition,
  parseHead,
  parseLists,
  type ServerHead,
  shows,
  versionOf,
} from '../../items/index.ts';
import { LIST_NAMES, type ListName } from '../../types.ts';
import { findNames, pageKeys } from '../write/index.ts';
import { observe } from './observations.ts';

/** Which versions to keep. */
export interface Retention {
  /** The newest versions that stay, whatever their age; at least 1. */
  readonly keepVersions: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
}

/** Versions that one call removes, so that a publish stays quick. One publish adds one, so a backlog shrinks. */
const VERSIONS_AT_ONCE = 10;

/** A version in the table. */
interface Stored {
  readonly version: number;
  readonly pages: readonly StoredPage[];
}

interface StoredPage extends PageEntry {
  readonly list: ListName;
}

interface StoredDocument {
  readonly list: ListName;
  readonly id: string;
  readonly written: number;
}

/**
 * Removes the oldest versions of a server, at most ten, that are neither among the newest nor were current in the last hour; and
 * what publishers that failed left behind among them. A version is removed by comparing it with a later one: what that one does
 * not show, no later one shows. Nothing newer than the active version is touched, so a publisher at work loses nothing.
 *
 * Items are deleted in an order in which a crash leaves nothing that the next call does not find: documents, tombstones, pages,
 * and the index last.
 */
export async function removeOldVersions(table: Table, server: string, retention: Retention): Promise<void> {
  const head = parseHead(server, await table.get(headKey(server)));
  if (!head) return;
  const limit = await observe(table, server, head.version, retention.now);
  const window = retention.keepVersions + VERSIONS_AT_ONCE + 1;
  // Older than the floor: `compact` removes them, since nothing tells which of them were ever visible.
  const found = (await table.query(indexes(server, head.floor, head.version, window))).map(storedVersion);
  for (const lost of found.filter(({ version }) => !shows(head, version))) await removeAborted(table, server, lost);
  if (limit === undefined) return;
  const visible = found.filter(({ version }) => shows(head, version));
  const old = visible.slice(0, -retention.keepVersions).filter(({ version }) => version < limit);
  for (const [place, stored] of old.slice(0, VERSIONS_AT_ONCE).entries()) {
    // What an older version shows must be gone before a newer one's tombstones are.
    if (!(await removeReplaced(table, head, stored, visible.slice(place + 1)))) return;
  }
}

function storedVersion(item: Item): Stored {
  const lists = parseLists(item);
  const pages = LIST_NAMES.flatMap((list) =>
    lists[list].flatMap((group) => group.pages.map((page) => ({ ...page, list }))),
  );
  return { version: versionOf(item.sk), pages };
}

/** Removes a version that never became visible, and never will, because a later one did. */
async function removeAborted(table: Table, server: string, { version, pages }: Stored): Promise<void> {
  const own = pages.filter(({ at }) => at === version);
  const { documents: all } = await documentsOn(table, server, own);
  const documents = all.filter(({ written }) => written === version);
  await table.removeAll(documents.map(({ list, id }) => documentKey(list, server, id, version)));
  await table.removeAll(own.flatMap((page) => pageKeys(server, page)));
  await table.removeAll([indexKey(server, version)]);
}

/** @returns whether there was a later version to compare with; if not, nothing was removed */
async function removeReplaced(
  table: Table,
  { server }: ServerHead,
  old: Stored,
  later: readonly Stored[],
): Promise<boolean> {
  const next = await firstWhole(table, server, old, later);
  if (next === undefined) return false;
  const gone = without(server, old.pages, next.pages);
  const { documents: before } = await documentsOn(table, server, gone);
  const writtenNext = new Map(next.documents.map((document) => [identify(document), document.written]));

  const replaced = before.filter((document) => writtenNext.get(identify(document)) !== document.written);
  await table.removeAll(replaced.map(({ list, id, written }) => documentKey(list, server, id, written)));
  // A tombstone hides older documents; now there is none. The next version wrote it: the version that was removed is its base.
  const deleted = replaced.filter((document) => !writtenNext.has(identify(document)));
  await table.removeAll(deleted.map(({ list, id }) => documentKey(list, server, id, next.version)));
  await table.removeAll(gone.flatMap((page): readonly Key[] => pageKeys(server, page)));
  await table.removeAll([indexKey(server, old.version)]);
  return true;
}

/**
 * Finds the first later version whose own pages are all there, and the documents on them. A version that another process is
 * removing, or was removing when it was interrupted, would seem to lack documents that are still live.
 */
async function firstWhole(
  table: Table,
  server: string,
  old: Stored,
  later: readonly Stored[],
): Promise<(Stored & { readonly documents: readonly StoredDocument[] }) | undefined> {
  for (const next of later) {
    const { documents, whole } = await documentsOn(table, server, without(server, next.pages, old.pages));
    if (whole) return { ...next, documents };
  }
  return undefined;
}

function without(server: string, pages: readonly StoredPage[], others: readonly StoredPage[]): readonly StoredPage[] {
  const known = new Set(others.map((page) => pagePartition(server, page)));
  return pages.filter((page) => !known.has(pagePartition(server, page)));
}

/** The documents on pages, and whether all pages are there: when a page was removed, its documents had been removed before. */
async function documentsOn(
  table: Table,
  server: string,
  pages: readonly StoredPage[],
): Promise<{ readonly documents: readonly StoredDocument[]; readonly whole: boolean }> {
  const documents: StoredDocument[] = [];
  let whole = true;
  for (const page of pages) {
    const names = await findNames(table, server, page);
    whole &&= names !== undefined;
    documents.push(...(names ?? []).map(({ id, written }) => ({ list: page.list, id, written })));
  }
  return { documents, whole };
}

function identify({ list, id }: StoredDocument): string {
  return `${list} ${id}`;
}
