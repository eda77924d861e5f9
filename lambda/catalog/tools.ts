import type { Item } from '../table/table.ts';
import { waitAtMost } from './bounded.ts';
import type { ReaderContext } from './context.ts';
import type { ToolDocument } from './documents.ts';
import { abortedInterval, type Head, shows } from './head.ts';
import type { Heads } from './heads.ts';
import { newestTool, versionOf } from './keys.ts';
import { createLru } from './lru.ts';
import { CatalogUnavailable, type PrepareTool } from './types.ts';

/** Tools ready to be called, read one by one. */
export interface Tools<T> {
  tool(head: Head, name: string): T | undefined | Promise<T | undefined>;
  /** Starts to read a tool before its server's head is known. */
  prefetch(server: string, name: string): void;
}

interface Entry<T> {
  /** The version of the catalogue that is known to show this. */
  readonly at: number;
  /** The version that wrote the document; 0 when there is none. */
  readonly written: number;
  /** `undefined`: that version has no such tool. */
  readonly tool: T | undefined;
}

/** spec: server/tools#tool-names; anything else was never published and need not be looked up. */
const TOOL_NAME = /^[A-Za-z0-9_.-]{1,128}$/;
/** How long a request waits for a tool's newer version while the older one could serve it. */
const REREAD_MS = 250;
const PREFETCHES = 16;

/** Makes an empty cache of tools. */
export function createTools<T>(context: ReaderContext, heads: Heads, prepare: PrepareTool<T>): Tools<T> {
  const { table, now, after, report } = context;
  const entries = createLru<Entry<T>>({ entries: context.cacheEntries });
  const early = createLru<{ readonly begunAt: number; readonly item: Promise<Item | undefined> }>({
    entries: PREFETCHES,
  });

  function remember(key: string, at: number, item: Item | undefined): Entry<T> {
    const known = entries.get(key);
    const { written, tool } = prepared(item, known);
    const entry = { at, written, tool };
    if (!known || known.at <= at) entries.set(key, entry);
    return entry;
  }

  function prepared(item: Item | undefined, known: Entry<T> | undefined): Pick<Entry<T>, 'written' | 'tool'> {
    if (item?.body === undefined) return { written: 0, tool: undefined };
    const written = versionOf(item.sk);
    if (known?.written === written) return known;
    const document: ToolDocument = JSON.parse(String(item.body));
    return { written, tool: prepare(document) };
  }

  async function readNewest(head: Head, name: string): Promise<Item | undefined> {
    let atMost = head.version;
    for (;;) {
      const [item] = await table.query(newestTool(head.server, name, atMost));
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
  async function takeEarly(key: string, head: Head): Promise<Entry<T> | undefined> {
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

  async function load(key: string, head: Head, name: string): Promise<T | undefined> {
    const taken = await takeEarly(key, head);
    if (taken) return taken.tool;
    const item = await readOrLastGood(key, head, name);
    if (item === 'last good') return entries.get(key)?.tool;
    if (item?.body !== undefined) return remember(key, head.version, item).tool;

    const present = (await heads.reread(head.server)) ?? head;
    const second = present.version === head.version ? item : await readOrLastGood(key, present, name);
    return second === 'last good' ? undefined : remember(key, present.version, second).tool;
  }

  /** The newest item, or word that the table is away and memory's older copy has to do. */
  async function readOrLastGood(key: string, head: Head, name: string): Promise<Item | undefined | 'last good'> {
    const reading = readNewest(head, name);
    if (entries.get(key)?.tool === undefined) {
      return reading.catch((cause) => {
        throw new CatalogUnavailable(`tool ${name} of ${head.server} cannot be read`, { cause });
      });
    }
    const outcome = await waitAtMost(reading, REREAD_MS, after);
    if (outcome.kind === 'value') return outcome.value;
    report(outcome.kind === 'failed' ? outcome.error : new Error(`no tool ${name} within ${REREAD_MS} ms`));
    return 'last good';
  }

  return {
    tool(head, name) {
      const key = keyOf(head.server, name);
      const entry = entries.get(key);
      if (entry?.at === head.version) return entry.tool;
      return TOOL_NAME.test(name) ? load(key, head, name) : undefined;
    },
    prefetch(server, name) {
      if (!TOOL_NAME.test(name)) return;
      const item = table.query(newestTool(server, name)).then(([newest]) => newest);
      item.catch(() => {}); // whoever takes it hears of the failure and reads again
      early.set(keyOf(server, name), { begunAt: now(), item });
    },
  };
}

function keyOf(server: string, name: string): string {
  return `${server}#${name}`;
}
