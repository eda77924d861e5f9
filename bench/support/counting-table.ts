import type { TableReader } from '../../lambda/catalog/index.ts';

/** Number of reads of the table. */
interface ReadCounts {
  gets: number;
  queries: number;
}

/** A table reader that counts its reads. */
export interface CountingTable extends TableReader {
  readonly counts: Readonly<ReadCounts>;
}

/** Wraps a table reader to count its reads. */
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
