import { createLru } from '../../cache/index.ts';
import type { Item } from '../../table/index.ts';
import { withTimeout } from '../../timeout.ts';
import { abortedInterval, newestDocument, type ServerHead, shows, versionOf } from '../items/index.ts';
import { CatalogUnavailable, type ListName } from '../types.ts';
import { REREAD_MS, type ReaderContext } from './context.ts';
import type { Heads } from './heads.ts';

/** Prepared documents of one kind, read one by one. */
export interface DocumentCache<V> {
  /** The document at the newest version; reads the head again before it reports an unknown id. */
  get(head: ServerHead, id: string): V | undefined | Promise<V | undefined>;
  /** The document at the version of this head. */
  find(head: ServerHead, id: string): V | undefined | Promise<V | undefined>;
  /** The version that wrote the document; 0 for none. Throws rather than use an older copy. @throws CatalogUnavailable */
  written(head: ServerHead, id: string): Promise<number>;
  /** Starts reading a document before its server's head is known. */
  prefetch(server: string, id: string): void;
}

export interface CachedKind<D, V> {
  /** Determines the keys in the table. */
  readonly list: ListName;
  /** Names a document in errors: `tool`. */
  readonly label: string;
  /** Ids that do not match were never published and cause no read. */
  readonly id: RegExp;
  readonly prepare: (document: D) => V;
}

interface Entry<V> {
  /** The catalogue version at which this entry was confirmed. */
  readonly at: number;
  /** The version that wrote the document; 0 for none. */
  readonly written: number;
  /** `undefined`: the document does not exist at that version. */
  readonly value: V | undefined;
  /** Whether `value` exists, or its absence was confirmed by reading the head again. */
  readonly settled: boolean;
}

const PREFETCHES = 16;

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
   * Uses a document that was read before the head was known, if it is valid for this request.
   *
   * Why it is correct: the query found no item newer than version h, and the head shows that h is visible. Every item of a
   * later version is written before that version becomes visible, so at some moment between the two reads h was the newest
   * visible version, and the result is the catalogue's state at that moment. The catalogue may have changed between the two
   * reads, so the entry is stored as confirmed at h only; under a newer head the next call queries once more.
   */
  async function takeEarly(key: string, head: ServerHead): Promise<Entry<V> | undefined> {
    const begun = early.get(key);
    early.delete(key);
    // A read that began long ago (the function may have been frozen since) is not valid for the current state.
    if (!begun || now() - begun.begunAt > context.refreshSeconds * 1000) return undefined;
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
    const reading = readNewest(head, id);
    let item: Item | undefined;
    try {
      item = await (heads.isRecent(head.server, lastGood.at) ? readSoon(key, head, id, reading) : reading);
    } catch (error) {
      report(error);
      return lastGood;
    }
    return remember(key, head.version, item);
  }

  /** Waits for a read for a short time. A result that arrives later is kept for later requests. */
  function readSoon(key: string, head: ServerHead, id: string, reading: Promise<Item | undefined>) {
    const onTimeout = () => {
      reading.then((item) => remember(key, head.version, item)).catch(report);
      throw new Error(`${label} ${id} was not read within ${REREAD_MS} ms`);
    };
    return withTimeout(reading, REREAD_MS, onTimeout, after);
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
      item.catch(() => {}); // takeEarly handles the failure and reads again
      early.set(keyOf(server, id), { begunAt: now(), item });
    },
  };
}

function keyOf(server: string, id: string): string {
  return `${server}#${id}`;
}
