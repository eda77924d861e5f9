import { createLru, type LruCache } from '../../cache/index.ts';
import type { Item } from '../../table/index.ts';
import { withTimeout } from '../../timeout.ts';
import { abortedInterval, newestDocument, type ServerHead, shows, versionOf } from '../items/index.ts';
import { CatalogUnavailable, type ListName, type Sight } from '../types.ts';
import { REREAD_MS, type ReaderContext } from './context.ts';
import type { Heads } from './heads.ts';

/**
 * Prepared documents of one kind, read one by one. A document that the caller may not see counts as absent: it costs the reads that
 * an absent one costs, so that neither the answer nor its time reveals it.
 */
export interface DocumentCache<V> {
  /** The document at the newest version; reads the head again before it reports an unknown id. */
  get(head: ServerHead, id: string, sight?: Sight): V | undefined | Promise<V | undefined>;
  /** The document at the version of this head. */
  find(head: ServerHead, id: string, sight: Sight): V | undefined | Promise<V | undefined>;
  /** The version that wrote the document; 0 for none. Throws rather than use an older copy. @throws CatalogUnavailable */
  written(head: ServerHead, id: string, sight?: Sight): Promise<number>;
  /** Starts reading a document before its server's head is known. */
  prefetch(server: string, id: string): void;
}

export interface CachedKind<D extends Scoped, V> {
  /** Determines the keys in the table. */
  readonly list: ListName;
  /** The list of a document, where one kind has two. */
  readonly listOf: (id: string) => ListName;
  /** Names a document in errors: `tool`. */
  readonly label: string;
  /** Ids that do not match were never published and cause no read. */
  readonly id: RegExp;
  readonly prepare: (document: D) => V;
}

/** A document that may require scopes. */
interface Scoped {
  readonly scopes?: readonly string[];
}

interface Entry<V> {
  /** The catalogue version at which this entry was confirmed. */
  readonly at: number;
  /** The version that wrote the document; 0 for none. */
  readonly written: number;
  /** `undefined`: the document does not exist at that version. */
  readonly value: V | undefined;
  /** The scopes that the document requires. */
  readonly scopes: readonly string[];
  /** Whether `value` exists, or its absence was confirmed by reading the head again. */
  readonly settled: boolean;
}

const PREFETCHES = 16;
const NO_SCOPES: readonly string[] = [];

export function createDocumentCache<D extends Scoped, V>(
  context: ReaderContext,
  heads: Heads,
  kind: CachedKind<D, V>,
): DocumentCache<V> {
  const { table, now, after, report } = context;
  const { list, label } = kind;
  const entries = createLru<Entry<V>>({ entries: context.cacheEntries });
  /** Absences by id and caller: what one caller asks for, or may not see, must not change the reads of another. */
  const absences = createLru<Entry<V>>({ entries: context.cacheEntries });
  const early = createLru<{ readonly begunAt: number; readonly item: Promise<Item | undefined> }>({
    entries: PREFETCHES,
  });

  function keep(cache: LruCache<Entry<V>>, key: string, entry: Entry<V>): Entry<V> {
    const known = cache.get(key);
    if (!known || known.at <= entry.at) cache.set(key, entry);
    return entry;
  }

  function remember(key: string, at: number, item: Item | undefined): Entry<V> {
    if (item?.body === undefined) return keep(entries, key, absentAt(at));
    const written = versionOf(item.sk);
    const known = entries.get(key);
    if (known?.written === written) return keep(entries, key, { ...known, at, settled: true });
    const document: D = JSON.parse(String(item.body));
    const { scopes = NO_SCOPES } = document;
    return keep(entries, key, { at, written, value: kind.prepare(document), scopes, settled: true });
  }

  function isVisible({ value, scopes }: Entry<V>, id: string, sight: Sight | undefined): boolean {
    return value !== undefined && (sight === undefined || sight.sees(kind.listOf(id), id, scopes));
  }

  /** What memory holds of an id for a caller. */
  function known(sought: Sought): Entry<V> | undefined {
    const entry = entries.get(sought.key);
    return entry && isVisible(entry, sought.id, sought.sight) ? entry : absences.get(absenceKey(sought));
  }

  /** What the caller sees of an entry that was just read at the version of a head. */
  function seen(entry: Entry<V>, sought: Sought): Entry<V> {
    if (isVisible(entry, sought.id, sought.sight)) return entry;
    const key = absenceKey(sought);
    const before = absences.get(key);
    return before?.at === entry.at ? before : keep(absences, key, absentAt(entry.at));
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

  async function load(sought: Sought, head: ServerHead): Promise<Entry<V>> {
    const { key, id, sight } = sought;
    const present = known(sought);
    if (present?.at === head.version) return present;
    const taken = await takeEarly(key, head);
    // An absent document has nothing to take, so it is looked up again.
    if (taken && isVisible(taken, id, sight)) return taken;
    const lastGood = known(sought);
    // An older copy may require fewer scopes than the document does now.
    if (lastGood?.value === undefined || lastGood.at < head.rescopedAt) return loadSurely(sought, head);
    const reading = readNewest(head, id);
    let item: Item | undefined;
    try {
      item = await (heads.isRecent(head.server, lastGood.at) ? readSoon(key, head, id, reading) : reading);
    } catch (error) {
      report(error);
      return lastGood;
    }
    return seen(remember(key, head.version, item), sought);
  }

  /** Waits for a read for a short time. A result that arrives later is kept for later requests. */
  function readSoon(key: string, head: ServerHead, id: string, reading: Promise<Item | undefined>) {
    const onTimeout = () => {
      reading.then((item) => remember(key, head.version, item)).catch(report);
      throw new Error(`${label} ${id} was not read within ${REREAD_MS} ms`);
    };
    return withTimeout(reading, REREAD_MS, onTimeout, after);
  }

  async function loadSurely(sought: Sought, head: ServerHead): Promise<Entry<V>> {
    const { key, id } = sought;
    const item = await readNewest(head, id).catch((cause) => {
      throw new CatalogUnavailable(`${label} ${id} of ${head.server} cannot be read`, { cause });
    });
    return seen(remember(key, head.version, item), sought);
  }

  async function loadNewest(sought: Sought, head: ServerHead): Promise<V | undefined> {
    const first = await load(sought, head);
    if (first.settled) return first.value;
    const present = (await heads.reread(head.server)) ?? head;
    const second = present.version === head.version ? first : await load(sought, present);
    if (second.value !== undefined) return second.value;
    return keep(absences, absenceKey(sought), { ...second, settled: true }).value;
  }

  return {
    get(head, id, sight) {
      const key = keyOf(head.server, id);
      const entry = entries.get(key);
      if (entry?.at === head.version && isVisible(entry, id, sight)) return entry.value;
      if (!kind.id.test(id)) return undefined;
      const sought = { key, id, sight };
      const present = known(sought);
      return present?.at === head.version && present.settled ? present.value : loadNewest(sought, head);
    },
    find(head, id, sight) {
      const sought = { key: keyOf(head.server, id), id, sight };
      const entry = known(sought);
      if (entry?.at === head.version) return entry.value;
      return kind.id.test(id) ? load(sought, head).then(({ value }) => value) : undefined;
    },
    async written(head, id, sight) {
      const sought = { key: keyOf(head.server, id), id, sight };
      const entry = known(sought);
      if (entry?.at === head.version) return entry.written;
      return kind.id.test(id) ? (await loadSurely(sought, head)).written : 0;
    },
    prefetch(server, id) {
      if (!kind.id.test(id)) return;
      const item = table.query(newestDocument(list, server, id)).then(([newest]) => newest);
      item.catch(() => {}); // takeEarly handles the failure and reads again
      early.set(keyOf(server, id), { begunAt: now(), item });
    },
  };
}

/** A document that a caller asks for. */
interface Sought {
  readonly key: string;
  readonly id: string;
  readonly sight: Sight | undefined;
}

/** The entry of an id without a document, until a second read of the head confirms it. */
function absentAt(at: number): Entry<never> {
  return { at, written: 0, value: undefined, scopes: NO_SCOPES, settled: false };
}

function absenceKey({ key, sight }: Sought): string {
  return `${key}\n${sight?.key}`;
}

function keyOf(server: string, id: string): string {
  return `${server}#${id}`;
}
