import type { Item } from '../../table/index.ts';
import { LIST_NAMES, type ListName, type ServerDetails } from '../types.ts';
import type { PageReference } from './keys.ts';

/** One page of a list, as the index of a version refers to it. */
export interface PageEntry extends PageReference {
  /** Lowest id on the page when it was written; the page owns the ids up to the next page's. */
  readonly from: string;
  readonly count: number;
  /** UTF-8 bytes of the page's text in its escaped form. */
  readonly bytes: number;
}

/** Documents that ask for the same scopes, in pages by id. */
export interface PageGroup {
  /** Sorted; empty for what anyone may see. */
  readonly scopes: readonly string[];
  readonly pages: readonly PageEntry[];
}

/** The pages of every list. */
export type Lists = Readonly<Record<ListName, readonly PageGroup[]>>;

/** A template of resources, as far as it takes to find out which URIs it is for. */
export interface ListedTemplate {
  /** Its own text, which is its id. */
  readonly text: string;
  readonly scopes: readonly string[];
}

/** The lists of a server at one version. Immutable. */
export interface Listing {
  readonly lists: Lists;
  /** By text. */
  readonly templates: readonly ListedTemplate[];
  readonly details: ServerDetails;
}

/** Bytes that one list answer may have, measured as the whole escaped answer: 700 KB, less what envelope and cursor need. */
export const PAGE_BYTES = 690_000;
/** Entries on one page. */
export const PAGE_ENTRIES = 1000;

/** The attribute of an index item that holds a list's groups; absent where it has none. Tools were there before the others. */
const ATTRIBUTES: Readonly<Record<ListName, string>> = {
  tools: 'groups',
  prompts: 'prompts',
  resources: 'resources',
  templates: 'templates',
};

/** Makes one value for each list. */
export function perList<V>(make: (list: ListName) => V): Readonly<Record<ListName, V>> {
  return { tools: make('tools'), prompts: make('prompts'), resources: make('resources'), templates: make('templates') };
}

/** Reads the pages of an index item. */
export function parseLists(item: Item): Lists {
  return perList((list) => JSON.parse(String(item[ATTRIBUTES[list]] ?? '[]')));
}

/** Reads the templates of an index item. */
export function parseTemplates(item: Item): readonly ListedTemplate[] {
  const rows: [text: string, scopes: readonly string[]][] = JSON.parse(String(item.matching ?? '[]'));
  return rows.map(([text, scopes]) => ({ text, scopes }));
}

/** The attributes of an index item that {@link parseLists} and {@link parseTemplates} read. */
export function listAttributes(lists: Lists, templates: readonly ListedTemplate[]): Readonly<Record<string, string>> {
  const filled = LIST_NAMES.filter((list) => list === 'tools' || lists[list].length > 0);
  return {
    ...Object.fromEntries(filled.map((list) => [ATTRIBUTES[list], JSON.stringify(lists[list])])),
    ...(templates.length > 0 && { matching: JSON.stringify(templates.map(({ text, scopes }) => [text, scopes])) }),
  };
}

/** Reads what the functions need of an index item. */
export function parseListing(item: Item): Listing {
  const document = item.document === undefined ? {} : JSON.parse(String(item.document));
  const { instructions, description, hosts, subscriptions } = document;
  return {
    lists: parseLists(item),
    templates: parseTemplates(item),
    details: {
      ...(instructions !== undefined && { instructions }),
      ...(description !== undefined && { description }),
      ...(hosts !== undefined && { hosts }),
      ...(subscriptions !== undefined && { subscriptions }),
    },
  };
}
