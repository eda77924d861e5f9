import { createLru } from '../../cache/index.ts';
import { withTimeout } from '../../timeout.ts';
import { headKey, parseHead, type ServerHead } from '../items/index.ts';
import { CatalogUnavailable } from '../types.ts';
import { REREAD_MS, type ReaderContext } from './context.ts';

/** A cache of heads. `undefined` stands for a server that was never published. */
export interface Heads {
  /** A head younger than `refreshSeconds`, from memory without a promise or read first. @throws CatalogUnavailable */
  current(server: string): ServerHead | undefined | Promise<ServerHead | undefined>;
  /** Reads the head again, whatever the age of the copy in memory. @throws CatalogUnavailable */
  reread(server: string): Promise<ServerHead | undefined>;
  /** Whether memory holds a result of any age. */
  known(server: string): boolean;
  /** Whether this version of the server was the newest one less than `staleSeconds` ago. */
  isRecent(server: string, version: number): boolean;
}

interface Slot {
  /** Whether any read succeeded; until then `head` has no meaning. */
  known: boolean;
  head: ServerHead | undefined;
  /** When the read that returned `head` began; `head` may be out of date from that moment. */
  readAt: number;
  /** Number of the read that returned `head`: reads are ordered by number, not by time. */
  readNumber: number;
  /** Reads begun so far. */
  begun: number;
  /** The version before `head`, and when the last read that returned it began. */
  previous: { readonly version: number; readonly readAt: number } | undefined;
  /** The last read that failed or took too long, until one succeeds. */
  trouble: { readonly at: number; readonly failed: boolean } | undefined;
  reading: { readonly begunAt: number; readonly done: Promise<void> } | undefined;
}

const CACHED_HEADS = 1000;
/** While the table is unavailable, one request per interval waits for it. */
const BACK_OFF_MS = 1000;

export function createHeads(context: ReaderContext): Heads {
  const { table, now, after, report } = context;
  const refreshMs = context.refreshSeconds * 1000;
  const staleMs = context.staleSeconds * 1000;
  const slots = createLru<Slot>({ entries: CACHED_HEADS });

  function slotOf(server: string): Slot {
    const found = slots.get(server);
    if (found) return found;
    const slot: Slot = {
      known: false,
      head: undefined,
      readAt: 0,
      readNumber: 0,
      begun: 0,
      previous: undefined,
      trouble: undefined,
      reading: undefined,
    };
    slots.set(server, slot);
    return slot;
  }

  async function read(server: string, slot: Slot): Promise<void> {
    const begunAt = now();
    slot.begun += 1;
    const number = slot.begun;
    const head = parseHead(server, await table.get(headKey(server)));
    // Of two concurrent reads, the result of the one that began later is kept.
    if (number < slot.readNumber) return;
    if (slot.head && slot.head.version !== head?.version) {
      slot.previous = { version: slot.head.version, readAt: slot.readAt };
    }
    slot.known = true;
    slot.head = head;
    slot.readAt = begunAt;
    slot.readNumber = number;
    slot.trouble = undefined;
  }

  /** Whether less than `ms` passed since a moment. */
  const isWithin = (ms: number, moment: number) => now() - moment < ms;

  /** Shares a read in progress, unless it began so long ago (the function may have been frozen since) that it is out of date. */
  function shareRead(server: string, slot: Slot): Promise<void> {
    // At least a millisecond, so that with `refreshSeconds: 0` requests of the same moment share a read.
    if (slot.reading && isWithin(refreshMs + 1, slot.reading.begunAt)) return slot.reading.done;
    const begunAt = now();
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
    let failed = true;
    const onTimeout = () => {
      failed = false;
      throw new Error(`the head of ${server} was not read within ${REREAD_MS} ms`);
    };
    try {
      await (isWithin(staleMs, slot.readAt) ? withTimeout(reading, REREAD_MS, onTimeout, after) : reading);
    } catch (error) {
      slot.trouble = { at: now(), failed };
      report(error);
    }
    return slot.head;
  }

  /**
   * Whether the copy in memory serves without another attempt: shortly after an attempt failed, or while an attempt takes long
   * and the copy is not stale.
   */
  function backsOff({ trouble, readAt }: Slot): boolean {
    if (trouble === undefined || !isWithin(BACK_OFF_MS, trouble.at)) return false;
    return trouble.failed || isWithin(staleMs, readAt);
  }

  return {
    current(server) {
      const slot = slotOf(server);
      if (slot.known && (isWithin(refreshMs, slot.readAt) || backsOff(slot))) return slot.head;
      return refresh(server, slot);
    },
    async reread(server) {
      const slot = slotOf(server);
      return slot.known && backsOff(slot) ? slot.head : refresh(server, slot);
    },
    known: (server) => slots.get(server)?.known ?? false,
    isRecent(server, version) {
      const slot = slots.get(server);
      if (slot?.head?.version === version) return isWithin(staleMs, slot.readAt);
      return slot?.previous?.version === version && isWithin(staleMs, slot.previous.readAt);
    },
  };
}
