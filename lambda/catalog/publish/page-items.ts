import type { Item, Table } from '../../table/table.ts';
import { type PageReference, pageChunkKey, pageChunks, pageNamesKey } from '../keys.ts';
import { PAGE_BYTES, PAGE_TOOLS, type PageEntry } from '../listing.ts';

/** What the publisher knows of a tool on a page without reading its document. */
export interface NameRecord {
  readonly name: string;
  readonly hash: string;
  /** The version that wrote the tool's document. */
  readonly written: number;
  /** UTF-16 code units of the tool's list entry, which finds it in the page's text. */
  readonly length: number;
}

/** A tool on a page. */
export interface PageTool extends NameRecord {
  /** Its list entry, JSON text. */
  readonly entry: string;
}

/** An item holds at most 400 KB; a code unit takes at most 3 bytes of UTF-8. */
const CHUNK_UNITS = 120_000;

/** Reads what is on a page, without the text. */
export async function readNames(table: Table, server: string, page: PageReference): Promise<readonly NameRecord[]> {
  const item = await table.get(pageNamesKey(server, page));
  if (!item) throw new Error(`page ${page.at}.${page.id} of ${server} has no names item although a list refers to it`);
  const rows: [name: string, hash: string, written: number, length: number][] = JSON.parse(String(item.names));
  return rows.map(([name, hash, written, length]) => ({ name, hash, written, length }));
}

/** Reads a page's tools with their list entries, exactly as they were stored. */
export async function readPageTools(
  table: Table,
  server: string,
  page: PageReference,
  names: readonly NameRecord[],
): Promise<readonly PageTool[]> {
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
 * Cuts tools into pages that each fit one answer, by halves, so that a page that grew too big leaves room on both sides.
 *
 * @param tools sorted by name
 */
export function splitPages(tools: readonly PageTool[]): readonly (readonly PageTool[])[] {
  if (tools.length === 0) return [];
  const sizes = tools.map(entryBytes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (tools.length === 1 || (tools.length <= PAGE_TOOLS && total <= PAGE_BYTES)) return [tools];
  let cut = 0;
  for (let sum = 0; cut < tools.length - 1 && sum < total / 2; cut += 1) sum += sizes[cut] ?? 0;
  return [...splitPages(tools.slice(0, cut)), ...splitPages(tools.slice(cut))];
}

/** The items that store a page, and how an index refers to it. */
export function buildPage(server: string, page: PageReference, tools: readonly PageTool[]): [PageEntry, Item[]] {
  const escaped = escapeText(tools.map(({ entry }) => entry).join(','));
  const chunks = cutText(escaped).map((text, index) => ({ ...pageChunkKey(server, page, index), text }));
  const names = JSON.stringify(tools.map(({ name, hash, written, length }) => [name, hash, written, length]));
  const from = tools[0]?.name ?? '';
  const entry = { ...page, from, count: tools.length, bytes: Buffer.byteLength(escaped) };
  return [entry, [...chunks, { ...pageNamesKey(server, page), names }]];
}

function entryBytes({ entry }: PageTool): number {
  return Buffer.byteLength(escapeText(entry)) + 1;
}

/** The inside of a JSON string. */
function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Cuts text without parting a surrogate pair, half of which no UTF-8 can hold. */
function cutText(text: string): string[] {
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
