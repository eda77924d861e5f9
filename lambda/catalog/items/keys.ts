import type { Key, KeyRange } from '../../table/index.ts';
import type { ListName } from '../types.ts';

/**
 * The layout of the table. `#` separates the parts because names of servers and tools cannot contain it; a URI is always last.
 *
 * | pk                       | sk           | content                                                     |
 * |--------------------------|--------------|-------------------------------------------------------------|
 * | `SERVERS`                | `{server}`   | marks that this server was published at least once          |
 * | `S#{server}`             | `head`       | the active version (this and the next are the only items that ever change) |
 * | `S#{server}`             | `observed`   | which version was active when, for the removal of old versions |
 * | `L#{server}`             | `v#{n}`      | the lists at version n: page references, templates, Server document |
 * | `T#{server}#{name}`      | `v#{n}`      | the tool's document, or its tombstone                       |
 * | `Q#{server}#{name}`      | `v#{n}`      | likewise for the prompt                                     |
 * | `R#{server}#{uri}`       | `v#{n}`      | likewise for the resource; a template under its own text    |
 * | `P#{server}#{n}#{page}`  | `c#{i}`      | a list page written at version n, in chunks                 |
 * | `P#{server}#{n}#{page}`  | `names`      | the ids and hashes on the page, for the publisher           |
 * | `POLICIES`               | `{server}`   | the server's policies, if it has any: `lambda/policy/stored.ts` |
 * | `KEYS`                   | `{key id}`   | an API key; `lambda/auth/keys/` reads and writes it         |
 * | `ACCESS`                 | `deny`       | the deny list; `lambda/auth/deny-list/` reads and writes it |
 */

/** Zero-padding of versions in sort keys, so that text order is number order. */
const VERSION_DIGITS = 12;

function versionKey(version: number): string {
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

export function observationsKey(server: string): Key {
  return { pk: `S#${server}`, sk: 'observed' };
}

export function indexKey(server: string, version: number): Key {
  return { pk: `L#${server}`, sk: versionKey(version) };
}

/** Selects the lists of the versions from `from` to `to`, both included, oldest first. */
export function indexes(server: string, from: number, to: number, limit: number): KeyRange {
  return { pk: `L#${server}`, from: versionKey(from), to: versionKey(to), limit };
}

/** @param id a tool's or prompt's name, a resource's URI, or a template's text */
export function documentKey(list: ListName, server: string, id: string, version: number): Key {
  return { pk: documentPartition(list, server, id), sk: versionKey(version) };
}

/** Selects the newest item of a document, or the newest at or below a version. */
export function newestDocument(list: ListName, server: string, id: string, atMost?: number): KeyRange {
  const range = { pk: documentPartition(list, server, id), descending: true, limit: 1 };
  return atMost === undefined ? range : { ...range, to: versionKey(atMost) };
}

/** Identifies an immutable page by the version that wrote it and its number among that version's pages. */
export interface PageReference {
  readonly at: number;
  readonly id: number;
}

export function pagePartition(server: string, page: PageReference): string {
  return `P#${server}#${page.at}#${page.id}`;
}

/** Selects the chunks of a page, in order, without the publisher's item. */
export function pageChunks(server: string, page: PageReference): KeyRange {
  return { pk: pagePartition(server, page), from: 'c#', to: 'c#~' };
}

export function pageChunkKey(server: string, page: PageReference, chunk: number): Key {
  return { pk: pagePartition(server, page), sk: `c#${String(chunk).padStart(3, '0')}` };
}

export function pageNamesKey(server: string, page: PageReference): Key {
  return { pk: pagePartition(server, page), sk: 'names' };
}

/** A server's item that belongs to one version. */
export interface VersionedKey {
  readonly server: string;
  /** The version that wrote the item. */
  readonly version: number;
  /** The item's role: a document or tombstone, a part of a list page, or the lists. */
  readonly part: 'document' | 'page' | 'index';
}

/** Parses the key of a versioned item; `undefined` for any other, such as a head. */
export function parseKey({ pk, sk }: Key): VersionedKey | undefined {
  const [, server, version] = /^P#([^#]+)#(\d+)#\d+$/.exec(pk) ?? [];
  if (server !== undefined) return { server, version: Number(version), part: 'page' };
  const [, prefix, owner] = /^([LTQR])#([^#]+)(?:#|$)/.exec(pk) ?? [];
  if (owner === undefined || !/^v#\d+$/.test(sk)) return undefined;
  return { server: owner, version: versionOf(sk), part: prefix === 'L' ? 'index' : 'document' };
}

/** Resources and templates can share a prefix: a template contains a brace, and a URI cannot. */
const PREFIXES: Readonly<Record<ListName, string>> = { tools: 'T', prompts: 'Q', resources: 'R', templates: 'R' };

function documentPartition(list: ListName, server: string, id: string): string {
  return `${PREFIXES[list]}#${server}#${id}`;
}
