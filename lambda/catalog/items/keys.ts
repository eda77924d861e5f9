import type { Key, KeyRange } from '../../table/index.ts';
import type { ListName } from '../types.ts';

/**
 * Where things are in the table. `#` separates because names of servers and tools may not hold it; a URI stands last.
 *
 * | pk                       | sk           | what                                                        |
 * |--------------------------|--------------|-------------------------------------------------------------|
 * | `SERVERS`                | `{server}`   | that a server of this name was published once               |
 * | `S#{server}`             | `head`       | which version shows (the only item that ever changes)       |
 * | `L#{server}`             | `v#{n}`      | the lists at version n: references to pages; templates; Server document |
 * | `T#{server}#{name}`      | `v#{n}`      | the tool's document, or its tombstone                       |
 * | `Q#{server}#{name}`      | `v#{n}`      | the prompt's                                                |
 * | `R#{server}#{uri}`       | `v#{n}`      | the resource's, or the template's under its own text        |
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

/** @param id what the document is known by in its list: a tool's or prompt's name, a resource's URI, a template's text */
export function documentKey(list: ListName, server: string, id: string, version: number): Key {
  return { pk: documentPartition(list, server, id), sk: versionKey(version) };
}

/** The newest item of a document, or the newest at or below a version: one item. */
export function newestDocument(list: ListName, server: string, id: string, atMost?: number): KeyRange {
  const range = { pk: documentPartition(list, server, id), descending: true, limit: 1 };
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

/** Resources and templates share a prefix: a URI holds no brace, and a template holds one. */
const PREFIXES: Readonly<Record<ListName, string>> = { tools: 'T', prompts: 'Q', resources: 'R', templates: 'R' };

function documentPartition(list: ListName, server: string, id: string): string {
  return `${PREFIXES[list]}#${server}#${id}`;
}
