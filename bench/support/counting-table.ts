import type { TableReader } from '../../lambda/catalog/index.ts';

/** Reads that went to the table. */
interface ReadCounts {
  gets: number;
  queries: number;
}

/** A table reader that counts. */
export interface CountingTable extends TableReader {
  readonly counts: Readonly<ReadCounts>;
}

/** Counts what passes through it. */
export function countingTable(table: TableReader): CountingTable {
  const counts: ReadCounts = { gets: 0, queries: 0 };
  return {
    counts,
    get(key) {
      counts.gets++;
      return table.get(key);
    },
    query(range) {
      counts.queries++;
      return table.query(range);
    },
  };
}
