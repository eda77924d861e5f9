import type { Key, KeyRange } from '../table/table.ts';

/**
 * Where things are in the table. `#` separates because neither server nor tool names may hold it.
 *
 * | pk                       | sk           | what                                                        |
 * |--------------------------|--------------|-------------------------------------------------------------|
 * | `SERVERS`                | `{server}`   | that a server of this name was published once               |
 * | `S#{server}`             | `head`       | which version shows (the only item that ever changes)       |
 * | `L#{server}`             | `v#{n}`      | the list at version n: references to pages; Server document |
 * | `T#{server}#{name}`      | `v#{n}`      | the tool's document, or its tombstone                       |
 * | `P#{server}#{n}#{page}`  | `c#{i}`      | a list page written at version n, in chunks                 |
 * | `P#{server}#{n}#{page}`  | `names`      | what the page holds, for the publisher                      |
 */

/** Digits of a version in a sort key, so that text order is number order. */
const VERSION_DIGITS = 12;

/** The sort key of a version. */
export function versionKey(version: number): string {
  return `v#${String(version).padStart(VERSION_DIGITS, '0')}`;
}

/** The version that a sort key of {@link versionKey} names. */
export function versionOf(sortKey: string): number {
  return Number(sortKey.slice(2));
}

export const SERVERS_PARTITION = 'SERVERS';

export function serverRegistryKey(server: string): Key {
  return { pk: SERVERS_PARTITION, sk: server };
}

export function headKey(server: string): Key {
  return { pk: `S#${server}`, sk: 'head' };
}

export function indexKey(server: string, version: number): Key {
  return { pk: `L#${server}`, sk: versionKey(version) };
}

export function toolKey(server: string, name: string, version: number): Key {
  return { pk: toolPartition(server, name), sk: versionKey(version) };
}

/** The newest item of a tool, or the newest at or below a version: one item. */
export function newestTool(server: string, name: string, atMost?: number): KeyRange {
  const range = { pk: toolPartition(server, name), descending: true, limit: 1 };
  return atMost === undefined ? range : { ...range, to: versionKey(atMost) };
}

/** Names one immutable page: the version that wrote it, and its number among that version's pages. */
export interface PageReference {
  readonly at: number;
  readonly id: number;
}

export function pagePartition(server: string, page: PageReference): string {
  return `P#${server}#${page.at}#${page.id}`;
}

/** The chunks of a page, in order, without the publisher's item. */
export function pageChunks(server: string, page: PageReference): KeyRange {
  return { pk: pagePartition(server, page), from: 'c#', to: 'c#~' };
}

export function pageChunkKey(server: string, page: PageReference, chunk: number): Key {
  return { pk: pagePartition(server, page), sk: `c#${String(chunk).padStart(3, '0')}` };
}

export function pageNamesKey(server: string, page: PageReference): Key {
  return { pk: pagePartition(server, page), sk: 'names' };
}

function toolPartition(server: string, name: string): string {
  return `T#${server}#${name}`;
}
