import { createLru } from '../../cache/index.ts';
import { withTimeout } from '../../timeout.ts';
import { headKey, parseHead, type ServerHead } from '../items/index.ts';
import { CatalogUnavailable } from '../types.ts';
import type { ReaderContext } from './context.ts';

/** A cache of heads. `undefined` stands for a server that was never published. */
export interface Heads {
  /** A head younger than `refreshSeconds`, from memory without a promise or read first. @throws CatalogUnavailable */
  current(server: string): ServerHead | undefined | Promise<ServerHead | undefined>;
  /** Reads the head again, whatever the age of the copy in memory. @throws CatalogUnavailable */
  reread(server: string): Promise<ServerHead | undefined>;
  /** Whether memory holds a result of any age. */
  known(server: string): boolean;
}

interface Slot {
  /** Whether any read succeeded; until then `head` has no meaning. */
  known: boolean;
  head: ServerHead | undefined;
  /** When the read that returned `head` began; `head` may be out of date from that moment. */
  readAt: number;
  /** After a failed read, the copy in memory serves without another attempt until this time. */
  retryAt: number;
  reading: { readonly begunAt: number; readonly done: Promise<void> } | undefined;
}

const CACHED_HEADS = 1000;
/** How long a request waits for a fresh head before it uses the older copy. */
const REREAD_MS = 250;
/** While the table is unavailable, one request per interval waits for it. */
const BACK_OFF_MS = 1000;

export function createHeads(context: ReaderContext): Heads {
  const { table, now, after, report } = context;
  const refreshMs = context.refreshSeconds * 1000;
  const slots = createLru<Slot>({ entries: CACHED_HEADS });

  function slotOf(server: string): Slot {
    const found = slots.get(server);
    if (found) return found;
    const slot: Slot = { known: false, head: undefined, readAt: 0, retryAt: 0, reading: undefined };
    slots.set(server, slot);
    return slot;
  }

  async function read(server: string, slot: Slot): Promise<void> {
    const begunAt = now();
    const head = parseHead(server, await table.get(headKey(server)));
    // Of two concurrent reads, the result of the one that began later is kept.
    if (slot.known && begunAt < slot.readAt) return;
    slot.known = true;
    slot.head = head;
    slot.readAt = begunAt;
    slot.retryAt = 0;
  }

  /** Shares a read in progress, unless it began so long ago (the function may have been frozen since) that it is out of date. */
  function shareRead(server: string, slot: Slot): Promise<void> {
    const begunAt = now();
    if (slot.reading && begunAt - slot.reading.begunAt <= refreshMs) return slot.reading.done;
    const done = read(server, slot).finally(() => {
      if (slot.reading === reading) slot.reading = undefined;
    });
    const reading = { begunAt, done };
    slot.reading = reading;
    return done;
  }

  async function refresh(server: string, slot: Slot): Promise<ServerHead | undefined> {
    const reading = shareRead(server, slot);
    if (!slot.known) {
      await reading.catch((cause) => {
        throw new CatalogUnavailable(`the catalogue of ${server} cannot be read`, { cause });
      });
      return slot.head;
    }
    const onTimeout = () => {
      throw new Error(`the head of ${server} was not read within ${REREAD_MS} ms`);
    };
    try {
      await withTimeout(reading, REREAD_MS, onTimeout, after);
    } catch (error) {
      slot.retryAt = now() + BACK_OFF_MS;
      report(error);
    }
    return slot.head;
  }

  return {
    current(server) {
      const slot = slotOf(server);
      const time = now();
      const age = time - slot.readAt;
      const young = age >= 0 && age < refreshMs;
      if (slot.known && (young || time < slot.retryAt)) return slot.head;
      return refresh(server, slot);
    },
    async reread(server) {
      const slot = slotOf(server);
      return slot.known && now() < slot.retryAt ? slot.head : refresh(server, slot);
    },
    known: (server) => slots.get(server)?.known ?? false,
  };
}
