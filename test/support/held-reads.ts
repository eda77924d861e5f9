import type { MemoryTable } from './memory-table.ts';

/** Reads of a table that were executed but not answered yet. */
export interface HeldReads {
  /** Answers the held reads, in order, or fails them; later reads are answered at once. */
  release(failure?: Error): Promise<void>;
  /** Answers later reads at once; those held so far stay held. */
  stop(): void;
}

/** Holds the answers of one kind of read, as a slow table does. What a read returns is decided when it begins. */
export function holdReads(table: MemoryTable, operation: 'get' | 'query'): HeldReads {
  const original = table[operation];
  const held: ((failure?: Error) => void)[] = [];
  const hold = <V>(read: Promise<V>) =>
    new Promise<V>((resolve, reject) => {
      held.push((failure) => (failure ? reject(failure) : resolve(read)));
    });
  const { get, query } = table;
  if (operation === 'get') table.get = (key) => hold(get(key));
  else table.query = (range) => hold(query(range));
  const stop = () => Object.assign(table, { [operation]: original });
  return {
    stop,
    async release(failure) {
      stop();
      for (const answer of held.splice(0)) answer(failure);
      for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
    },
  };
}
