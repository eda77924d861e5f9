import { createLru } from '../../cache/index.ts';
import type { Item } from '../../table/table.ts';
import { withTimeout } from '../../timeout.ts';
import { abortedInterval, type ServerHead, shows } from '../items/head.ts';
import { newestDocument, versionOf } from '../items/keys.ts';
import { CatalogUnavailable, type ListName } from '../types.ts';
import type { ReaderContext } from './context.ts';
import type { Heads } from './heads.ts';

/** Documents of one kind, ready for use, read one by one. */
export interface DocumentCache<V> {
  /** What the newest version has under an id; an unknown one makes the head read again first. */
  get(head: ServerHead, id: string): V | undefined | Promise<V | undefined>;
  /** What the version of this head has under an id. */
  find(head: ServerHead, id: string): V | undefined | Promise<V | undefined>;
  /** The version that wrote what this version has; 0 for nothing. @throws CatalogUnavailable rather than tell an older one */
  written(head: ServerHead, id: string): Promise<number>;
  /** Starts to read a document before its server's head is known. */
  prefetch(server: string, id: string): void;
}

/** What the documents of a cache have in common. */
export interface CachedKind<D, V> {
  /** Says where in the table they are. */
  readonly list: ListName;
  /** What errors call one of them. */
  readonly label: string;
  /** Anything else was never published and need not be looked up. */
  readonly id: RegExp;
  readonly prepare: (document: D) => V;
}

interface Entry<V> {
  /** The version of the catalogue that is known to show this. */
  readonly at: number;
  /** The version that wrote the document; 0 when there is none. */
  readonly written: number;
  /** `undefined`: that version has no such document. */
  readonly value: V | undefined;
  /** Whether `value` is there, or the head was read again before it was called absent. */
  readonly settled: boolean;
}

/** How long a request waits for a document's newer version while the older one could serve it. */
const REREAD_MS = 250;
const PREFETCHES = 16;

/** Makes an empty cache. */
export function createDocumentCache<D, V>(
  context: ReaderContext,
  heads: Heads,
  kind: CachedKind<D, V>,
): DocumentCache<V> {
  const { table, now, after, report } = context;
  const { list, label } = kind;
  const entries = createLru<Entry<V>>({ entries: context.cacheEntries });
  const early = createLru<{ readonly begunAt: number; readonly item: Promise<Item | undefined> }>({
    entries: PREFETCHES,
  });

  function keep(key: string, entry: Entry<V>): Entry<V> {
    const known = entries.get(key);
    if (!known || known.at <= entry.at) entries.set(key, entry);
    return entry;
  }

  function remember(key: string, at: number, item: Item | undefined): Entry<V> {
    if (item?.body === undefined) return keep(key, { at, written: 0, value: undefined, settled: false });
    const written = versionOf(item.sk);
    const known = entries.get(key);
    const value = known?.written === written ? known.value : kind.prepare(JSON.parse(String(item.body)));
    return keep(key, { at, written, value, settled: true });
  }

  async function readNewest(head: ServerHead, id: string): Promise<Item | undefined> {
    let atMost = head.version;
    for (;;) {
      const [item] = await table.query(newestDocument(list, head.server, id, atMost));
      if (!item) return undefined;
      const version = versionOf(item.sk);
      if (version < head.floor) return undefined;
      const aborted = abortedInterval(head, version);
      if (!aborted) return item;
      atMost = aborted[0] - 1;
    }
  }

  /**
   * Takes a document that was read without knowing the head, if it is good for this request.
   *
   * Why it is right: the query saw no item newer than h, and the head says that h shows. Everything of a later version is
   * written before that version shows, so there was a moment between the query and the head's read at which h was the
   * newest that showed: the answer is the catalogue's at that moment. It may have changed between the two reads, so the
   * entry is remembered as good for h only; under a head that is further the next call asks again, once.
   */
  async function takeEarly(key: string, head: ServerHead): Promise<Entry<V> | undefined> {
    const begun = early.get(key);
    early.delete(key);
    const age = begun ? now() - begun.begunAt : -1;
    // One that began long ago (in a function that was frozen since) proves nothing about now.
    if (!begun || age < 0 || age > context.refreshSeconds * 1000) return undefined;
    const item = await begun.item.catch(() => undefined);
    if (item?.body === undefined) return undefined;
    const written = versionOf(item.sk);
    return shows(head, written) ? remember(key, written, item) : undefined;
  }

  async function load(key: string, head: ServerHead, id: string): Promise<Entry<V>> {
    const known = entries.get(key);
    if (known?.at === head.version) return known;
    const taken = await takeEarly(key, head);
    if (taken) return taken;
    const lastGood = entries.get(key);
    if (lastGood?.value === undefined) return loadSurely(key, head, id);
    const onTimeout = () => {
      throw new Error(`no ${label} ${id} within ${REREAD_MS} ms`);
    };
    let item: Item | undefined;
    try {
      item = await withTimeout(readNewest(head, id), REREAD_MS, onTimeout, after);
    } catch (error) {
      report(error);
      return lastGood;
    }
    return remember(key, head.version, item);
  }

  async function loadSurely(key: string, head: ServerHead, id: string): Promise<Entry<V>> {
    const item = await readNewest(head, id).catch((cause) => {
      throw new CatalogUnavailable(`${label} ${id} of ${head.server} cannot be read`, { cause });
    });
    return remember(key, head.version, item);
  }

  async function loadNewest(key: string, head: ServerHead, id: string): Promise<V | undefined> {
    const first = await load(key, head, id);
    if (first.settled) return first.value;
    const present = (await heads.reread(head.server)) ?? head;
    const second = present.version === head.version ? first : await load(key, present, id);
    return keep(key, { ...second, settled: true }).value;
  }

  return {
    get(head, id) {
      const key = keyOf(head.server, id);
      const entry = entries.get(key);
      if (entry?.at === head.version && entry.settled) return entry.value;
      return kind.id.test(id) ? loadNewest(key, head, id) : undefined;
    },
    find(head, id) {
      const key = keyOf(head.server, id);
      const entry = entries.get(key);
      if (entry?.at === head.version) return entry.value;
      return kind.id.test(id) ? load(key, head, id).then(({ value }) => value) : undefined;
    },
    async written(head, id) {
      const key = keyOf(head.server, id);
      const known = entries.get(key);
      if (known?.at === head.version) return known.written;
      return kind.id.test(id) ? (await loadSurely(key, head, id)).written : 0;
    },
    prefetch(server, id) {
      if (!kind.id.test(id)) return;
      const item = table.query(newestDocument(list, server, id)).then(([newest]) => newest);
      item.catch(() => {}); // whoever takes it hears of the failure and reads again
      early.set(keyOf(server, id), { begunAt: now(), item });
    },
  };
}

function keyOf(server: string, id: string): string {
  return `${server}#${id}`;
}
