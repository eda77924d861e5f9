import type { Item, Key, Table } from '../../../table/index.ts';
import {
  type NameRecord,
  namesText,
  PAGE_BYTES,
  PAGE_ENTRIES,
  type PageEntry,
  type PageReference,
  pageChunkKey,
  pageChunks,
  pageNamesKey,
  parseNames,
} from '../../items/index.ts';

export interface PageDocument extends NameRecord {
  /** Its list entry as JSON text. */
  readonly entry: string;
}

/** An item holds at most 400 KB; a code unit takes at most 3 bytes of UTF-8. */
const CHUNK_UNITS = 120_000;
/** Maximum bytes of a page's names item without its key, for the same reason. Only long URIs come close. */
const NAMES_BYTES = 380_000;

/** The published version refers to an item that does not exist. */
export class ItemMissing extends Error {
  override readonly name = 'ItemMissing';
}

/** Reads which documents are on a page, without its text. */
export async function readNames(table: Table, server: string, page: PageReference): Promise<readonly NameRecord[]> {
  const names = await findNames(table, server, page);
  if (!names) {
    throw new ItemMissing(`page ${page.at}.${page.id} of ${server} has no names item although a list refers to it`);
  }
  return names;
}

/** Like {@link readNames}, for a page that may be gone. */
export async function findNames(
  table: Table,
  server: string,
  page: PageReference,
): Promise<readonly NameRecord[] | undefined> {
  const item = await table.get(pageNamesKey(server, page));
  return item && parseNames(item);
}

/** Reads a page's documents with their list entries, exactly as they were stored. */
export async function readPageDocuments(
  table: Table,
  server: string,
  page: PageReference,
  names: readonly NameRecord[],
): Promise<readonly PageDocument[]> {
  const chunks = await table.query(pageChunks(server, page));
  const text: string = JSON.parse(`"${chunks.map((chunk) => chunk.text).join('')}"`);
  let start = 0;
  return names.map((record) => {
    const entry = text.slice(start, start + record.length);
    start += record.length + 1;
    return { ...record, entry };
  });
}

/**
 * Splits documents into pages that fit into one response and one names item. Splits in halves, so that both parts of a page that
 * grew too large have room.
 *
 * @param documents sorted by id
 */
export function splitPages(documents: readonly PageDocument[]): readonly (readonly PageDocument[])[] {
  if (documents.length === 0) return [];
  const sizes = documents.map(entryBytes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const fits = documents.length <= PAGE_ENTRIES && total <= PAGE_BYTES && namesText(documents).length <= NAMES_BYTES;
  if (documents.length === 1 || fits) return [documents];
  let cut = 0;
  for (let sum = 0; cut < documents.length - 1 && sum < total / 2; cut += 1) sum += sizes[cut] ?? 0;
  return [...splitPages(documents.slice(0, cut)), ...splitPages(documents.slice(cut))];
}

/** Makes the items of a page, and the reference to it for the index. */
export function buildPage(
  server: string,
  page: PageReference,
  documents: readonly PageDocument[],
): [PageEntry, Item[]] {
  const escaped = escapeText(documents.map(({ entry }) => entry).join(','));
  const chunks = splitText(escaped).map((text, index) => ({ ...pageChunkKey(server, page, index), text }));
  const from = documents[0]?.id ?? '';
  const entry = { ...page, from, count: documents.length, bytes: Buffer.byteLength(escaped) };
  return [entry, [...chunks, { ...pageNamesKey(server, page), names: namesText(documents) }]];
}

/** The keys of a page's items. A chunk more than a page has is possible, because its size in code units is not known. */
export function pageKeys(server: string, page: PageEntry): readonly Key[] {
  // A chunk that ends before a surrogate pair has one unit less.
  const chunks = Math.ceil(page.bytes / (CHUNK_UNITS - 1));
  const keys = Array.from({ length: chunks }, (_, chunk) => pageChunkKey(server, page, chunk));
  return [...keys, pageNamesKey(server, page)];
}

function entryBytes({ entry }: PageDocument): number {
  return Buffer.byteLength(escapeText(entry)) + 1;
}

/** Escapes text as the content of a JSON string. */
function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Splits text, but never within a surrogate pair, because UTF-8 cannot encode half of one. */
function splitText(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length; ) {
    const last = text.charCodeAt(start + CHUNK_UNITS - 1);
    const pairBegins = last >= 0xd800 && last <= 0xdbff;
    const end = start + CHUNK_UNITS - (pairBegins ? 1 : 0);
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}
