import type { Key, ScannedKey, Table } from '../../../table/index.ts';
import {
  documentKey,
  headKey,
  indexes,
  indexKey,
  lastChange,
  pagePartition,
  parseHead,
  parseKey,
  parseLists,
  SERVERS_PARTITION,
  shows,
  versionOf,
} from '../../items/index.ts';
import { LIST_NAMES } from '../../types.ts';
import { findNames } from '../write/index.ts';
import { observe } from './observations.ts';
import type { Retention } from './remove-old-versions.ts';

/** What was removed of a server. */
export interface Compacted {
  readonly server: string;
  /** Versions that remain. */
  readonly kept: number;
  /** Items removed. */
  readonly removed: number;
  /** The active version's lists are incomplete, so nothing was removed: publish the server's documents first. */
  readonly damaged: boolean;
}

/** What a server's readers may still use. */
interface Kept {
  /** Items with a later version belong to publishers at work. */
  readonly upTo: number;
  readonly versions: number;
  readonly needed: ReadonlySet<string>;
}

const INDEXES_AT_ONCE = 50;

/**
 * Removes everything that no reader can see: versions that are neither among the newest nor were current in the last hour, what
 * deleted servers left, and what publishers left that failed. Reads the whole table, keys only: that finds also what no list
 * names any more.
 *
 * What is kept is decided before the scan, from consistent reads, and items later than the active version are left alone; so
 * publishers and readers may be at work meanwhile.
 *
 * @returns one entry per server, by name
 */
export async function compactTable(table: Table, retention: Retention): Promise<readonly Compacted[]> {
  const registered = await table.query({ pk: SERVERS_PARTITION });
  const servers = new Map<string, Kept | undefined>();
  for (const { sk: server } of registered) servers.set(server, await whatToKeep(table, server, retention));
  const byServer = Map.groupBy(await table.scanKeys(), (key) => parseKey(key)?.server);
  const results: Compacted[] = [];
  for (const [server, kept] of servers) {
    const removed = kept ? await removeTheRest(table, kept, byServer.get(server) ?? []) : 0;
    results.push({ server, kept: kept?.versions ?? 0, removed, damaged: kept === undefined });
  }
  return results;
}

/** @returns `undefined` for a server whose active version is incomplete */
async function whatToKeep(table: Table, server: string, { keepVersions, now }: Retention): Promise<Kept | undefined> {
  const item = await table.get(headKey(server));
  const upTo = lastChange(item);
  if (upTo === undefined) return { upTo: 0, versions: 0, needed: new Set() };
  const current = (await observe(table, server, upTo, now)) ?? 0;
  const head = parseHead(server, item);
  const all = await versionsUpTo(table, server, upTo);
  if (head && all.at(-1) !== upTo) return undefined;
  const visible = head ? all.filter((version) => shows(head, version)) : [];
  // Below the floor, and of a deleted server, nothing tells which versions were visible; within the hour all of them stay.
  const recent = all.filter(
    (version) => version >= current && !(head && version >= head.floor && !shows(head, version)),
  );
  const versions = new Set([...visible.slice(-keepVersions), ...recent]);
  const needed = new Set<string>();
  for (const version of versions) {
    const { keys, whole } = await itemsOf(table, server, version);
    if (version === head?.version && !whole) return undefined;
    for (const key of keys) needed.add(key);
  }
  return { upTo, versions: versions.size, needed };
}

async function versionsUpTo(table: Table, server: string, upTo: number): Promise<readonly number[]> {
  const versions: number[] = [];
  for (let from = 0; ; from = (versions.at(-1) ?? 0) + 1) {
    const found = await table.query(indexes(server, from, upTo, INDEXES_AT_ONCE));
    versions.push(...found.map(({ sk }) => versionOf(sk)));
    if (found.length < INDEXES_AT_ONCE) return versions;
  }
}

/**
 * Identifies every item that a version's readers read: its index, pages as partitions, and documents. A version is not whole while
 * another process removes it.
 */
async function itemsOf(table: Table, server: string, version: number): Promise<{ keys: string[]; whole: boolean }> {
  const key = indexKey(server, version);
  const index = await table.get(key);
  if (!index) return { keys: [], whole: false };
  const lists = parseLists(index);
  const keys = [identify(key)];
  let whole = true;
  for (const list of LIST_NAMES) {
    for (const page of lists[list].flatMap(({ pages }) => pages)) {
      keys.push(pagePartition(server, page));
      const names = await findNames(table, server, page);
      whole &&= names !== undefined;
      keys.push(...(names ?? []).map(({ id, written }) => identify(documentKey(list, server, id, written))));
    }
  }
  return { keys, whole };
}

/**
 * Removes what is not needed in an order in which a crash leaves nothing that a later removal misjudges: documents, their tombstones,
 * pages, and the indexes last. `removeOldVersions` finds documents by the indexes and pages, and removes a tombstone when it has
 * removed the documents that it knows.
 */
async function removeTheRest(table: Table, { upTo, needed }: Kept, keys: readonly ScannedKey[]): Promise<number> {
  const mayGo = keys.filter((key) => (parseKey(key)?.version ?? upTo) <= upTo && !isNeeded(needed, key));
  const parts = Map.groupBy(mayGo, (key) => (key.tombstone === undefined ? parseKey(key)?.part : 'tombstone'));
  // A tombstone hides the older documents of its partition: it goes after them, and stays while one of them does.
  const documents = Map.groupBy(
    keys.filter((key) => isNeeded(needed, key)),
    ({ pk }) => pk,
  );
  const hidesNothing = ({ pk, sk }: Key) => !documents.get(pk)?.some((kept) => kept.sk < sk);
  const idle = (parts.get('tombstone') ?? []).filter(hidesNothing);
  const inTurn = [parts.get('document') ?? [], idle, parts.get('page') ?? [], parts.get('index') ?? []];
  for (const some of inTurn) await table.removeAll(some);
  return inTurn.flat().length;
}

function isNeeded(needed: ReadonlySet<string>, key: Key): boolean {
  return needed.has(key.pk) || needed.has(identify(key));
}

function identify({ pk, sk }: Key): string {
  return `${pk}\n${sk}`;
}
