import { createHash } from 'node:crypto';
import { createLru } from '../../cache/index.ts';
import {
  type NameRecord,
  PAGE_BYTES,
  PAGE_ENTRIES,
  type PageEntry,
  type PageGroup,
  pagePartition,
} from '../items/index.ts';
import type { ListName, Sight } from '../types.ts';
import { type NumberedPage, visiblePages } from './page-run.ts';
import type { PageTexts } from './page-texts.ts';

/** A list of one server at one version. */
interface SelectedList {
  readonly server: string;
  readonly list: ListName;
  readonly groups: readonly PageGroup[];
}

/** The visible entries of one response. */
interface Selected {
  readonly items: string;
  /** Number of the page at which the next response begins. */
  readonly next: number | undefined;
}

/** Lists for callers whose sight is selective: every entry of a stored page is judged. */
export interface Selection {
  /** Chooses the entries of one response, from page number `start` on. */
  select(list: SelectedList, start: number, sight: Sight): Promise<Selected>;
  /** A text that changes whenever the content of a visible entry changes, or entries appear or disappear. */
  fingerprint(list: SelectedList, sight: Sight): Promise<string>;
}

/** Ranges of a page's text, without the commas between them; `count` is the number of entries in all of them. */
interface Spans {
  readonly count: number;
  readonly ranges: readonly (readonly [start: number, end: number])[];
}

/** Maximum pages that one request judges; each has at most {@link PAGE_ENTRIES} entries. */
const JUDGED_PAGES = 64;
/** Pages whose names are read in parallel. */
const PAGES_AT_ONCE = 8;
const CACHED_SPANS = 512;

export function createSelection(texts: PageTexts): Selection {
  /** Visible entries by page and {@link Sight.key}. */
  const known = createLru<Spans>({ entries: CACHED_SPANS });

  async function spansOf({ server, list }: SelectedList, { page, scopes }: NumberedPage, sight: Sight): Promise<Spans> {
    const key = `${pagePartition(server, page)}\n${sight.key}`;
    const before = sight.readsTime ? undefined : known.get(key);
    if (before !== undefined) return before;
    const spans = spansIn(await texts.names(server, page), ({ id }) => sight.sees(list, id, scopes));
    if (!sight.readsTime) known.set(key, spans);
    return spans;
  }

  /** Yields the visible pages with at least one visible entry. */
  async function* judged(list: SelectedList, pages: readonly NumberedPage[], sight: Sight) {
    for (let at = 0; at < pages.length; at += PAGES_AT_ONCE) {
      const some = pages.slice(at, at + PAGES_AT_ONCE);
      const found = await Promise.all(some.map((page) => spansOf(list, page, sight)));
      for (const [index, page] of some.entries()) {
        const spans = found[index];
        if (spans !== undefined && spans.count > 0) yield { ...page, spans };
      }
    }
  }

  return {
    async select(list, start, sight) {
      const pages = visiblePages(list.groups, start, (scopes) => sight.seesGroup(scopes));
      const parts: string[] = [];
      let bytes = 0;
      let count = 0;
      for await (const { number, page, spans } of judged(list, pages.slice(0, JUDGED_PAGES), sight)) {
        const { items } = await texts.text(list.server, page);
        const part = spans.ranges.map(([from, to]) => items.slice(from, to)).join(',');
        bytes += (spans.count === page.count ? page.bytes : escapedBytes(part)) + 1;
        count += spans.count;
        // A page that is not sent has a visible entry, so no cursor leads to an empty page.
        if (parts.length > 0 && (bytes > PAGE_BYTES || count > PAGE_ENTRIES))
          return { items: parts.join(','), next: number };
        parts.push(part);
      }
      return { items: parts.join(','), next: pages[JUDGED_PAGES]?.number };
    },
    async fingerprint(list, sight) {
      const pages = visiblePages(list.groups, 0, (scopes) => sight.seesGroup(scopes));
      const hash = createHash('sha256');
      for (const { page, scopes } of pages.slice(0, JUDGED_PAGES)) {
        for (const { id, hash: content } of await texts.names(list.server, page)) {
          if (sight.sees(list.list, id, scopes)) hash.update(`${content} ${id}\n`);
        }
      }
      return `${hash.digest('base64url')} ${pages.slice(JUDGED_PAGES).map(referenceOf).join()}`;
    },
  };
}

/** Identifies a page, and so its content: a change to a list always rewrites a page. */
export function referenceOf({ page: { at, id } }: { readonly page: PageEntry }): string {
  return `${at}.${id}`;
}

/** The ranges of the entries that a filter keeps; neighbours share one. */
function spansIn(names: readonly NameRecord[], keeps: (name: NameRecord) => boolean): Spans {
  const ranges: [number, number][] = [];
  let count = 0;
  let start = 0;
  for (const name of names) {
    const end = start + name.length;
    if (keeps(name)) {
      count += 1;
      const last = ranges.at(-1);
      if (last !== undefined && last[1] === start - 1) last[1] = end;
      else ranges.push([start, end]);
    }
    start = end + 1;
  }
  return { count, ranges };
}

/** The bytes of a text as the content of a JSON string. */
function escapedBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
