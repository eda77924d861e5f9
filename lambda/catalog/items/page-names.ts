import type { Item } from '../../table/index.ts';

/** What is known about a document on a page without reading the page's text. */
export interface NameRecord {
  /** The document's id in its list. */
  readonly id: string;
  readonly hash: string;
  /** The version that wrote the document. */
  readonly written: number;
  /** UTF-16 code units of its list entry, which locate it in the page's text. */
  readonly length: number;
}

/** Parses the names item of a page. */
export function parseNames(item: Item): readonly NameRecord[] {
  const rows: [id: string, hash: string, written: number, length: number][] = JSON.parse(String(item.names));
  return rows.map(([id, hash, written, length]) => ({ id, hash, written, length }));
}

/** Makes the text of a names item. Ids are ASCII, so it has as many bytes as characters. */
export function namesText(documents: readonly NameRecord[]): string {
  return JSON.stringify(documents.map(({ id, hash, written, length }) => [id, hash, written, length]));
}
