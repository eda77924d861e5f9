import type { Item } from '../../table/index.ts';
import { LIST_NAMES, type ListName, type ServerDetails } from '../types.ts';
import type { PageReference } from './keys.ts';

/** A reference to a page of a list, in the index of a version. */
export interface PageEntry extends PageReference {
  /** Lowest id on the page when it was written; the page covers the ids up to the next page's lowest. */
  readonly from: string;
  readonly count: number;
  /** UTF-8 bytes of the page's escaped text. */
  readonly bytes: number;
}

/** The documents that require the same scopes, in pages by id. */
export interface PageGroup {
  /** Sorted; empty for documents that require none. */
  readonly scopes: readonly string[];
  readonly pages: readonly PageEntry[];
}

export type Lists = Readonly<Record<ListName, readonly PageGroup[]>>;

/** What the index stores of a resource template, to match URIs without reading its document. */
export interface ListedTemplate {
  /** Its text, which is also its id. */
  readonly text: string;
  readonly scopes: readonly string[];
}

/** The lists of a server at one version. Immutable. */
export interface Listing {
  readonly lists: Lists;
  /** Sorted by text. */
  readonly templates: readonly ListedTemplate[];
  readonly details: ServerDetails;
}

/** Maximum bytes of a list response, measured escaped: 700 KB, less room for the envelope and the cursor. */
export const PAGE_BYTES = 690_000;
/** Maximum entries on one page. */
export const PAGE_ENTRIES = 1000;

/** The attribute of an index item that holds a list's groups; absent for a list without any. Tools, the oldest, have `groups`. */
const ATTRIBUTES: Readonly<Record<ListName, string>> = {
  tools: 'groups',
  prompts: 'prompts',
  resources: 'resources',
  templates: 'templates',
};

export function perList<V>(make: (list: ListName) => V): Readonly<Record<ListName, V>> {
  return { tools: make('tools'), prompts: make('prompts'), resources: make('resources'), templates: make('templates') };
}

export function parseLists(item: Item): Lists {
  return perList((list) => JSON.parse(String(item[ATTRIBUTES[list]] ?? '[]')));
}

export function parseTemplates(item: Item): readonly ListedTemplate[] {
  const rows: [text: string, scopes: readonly string[]][] = JSON.parse(String(item.matching ?? '[]'));
  return rows.map(([text, scopes]) => ({ text, scopes }));
}

/** Makes the attributes of an index item that {@link parseLists} and {@link parseTemplates} read. */
export function listAttributes(lists: Lists, templates: readonly ListedTemplate[]): Readonly<Record<string, string>> {
  const filled = LIST_NAMES.filter((list) => list === 'tools' || lists[list].length > 0);
  return {
    ...Object.fromEntries(filled.map((list) => [ATTRIBUTES[list], JSON.stringify(lists[list])])),
    ...(templates.length > 0 && { matching: JSON.stringify(templates.map(({ text, scopes }) => [text, scopes])) }),
  };
}

/** Parses the part of an index item that functions need. */
export function parseListing(item: Item): Listing {
  const document = item.document === undefined ? {} : JSON.parse(String(item.document));
  const { instructions, description, hosts, coerce, subscriptions } = document;
  return {
    lists: parseLists(item),
    templates: parseTemplates(item),
    details: {
      ...(instructions !== undefined && { instructions }),
      ...(description !== undefined && { description }),
      ...(hosts !== undefined && { hosts }),
      ...(coerce !== undefined && { coerce }),
      ...(subscriptions !== undefined && { subscriptions }),
    },
  };
}
