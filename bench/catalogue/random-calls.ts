import { newestDocument } from '../../lambda/catalog/items/index.ts';
import { toolName } from '../support/workload.ts';
import type { Instance } from './instance.ts';
import { CACHE_ENTRIES, serverOfSize } from './sizes.ts';

/** One round of random calls over all tools of a server. */
export interface RandomRound {
  /** Percentage of calls that hit the cache. */
  readonly hitRate: number;
  /** Mean number of queries per cache miss; absent without a miss. */
  readonly queriesPerMiss: number | undefined;
  /** Mean microseconds per cache miss. */
  readonly missUs: number | undefined;
  /** Mean microseconds of the same query through the table client alone. */
  readonly queryUs: number;
}

const CALLS = 250;

/** Fills the cache with random tools, for a steady state. */
export async function fillCache({ size, event, answer }: Instance, random: (below: number) => number): Promise<void> {
  const calls = size > CACHE_ENTRIES ? CACHE_ENTRIES : size;
  for (let call = 0; call < calls; call++) await answer(event(size > CACHE_ENTRIES ? random(size) : call, call));
}

/** Measures one round. */
export async function randomRound(instance: Instance, random: (below: number) => number): Promise<RandomRound> {
  const { size, table, event, answer } = instance;
  let misses = 0;
  let missUs = 0;
  let queries = 0;
  for (let call = 0; call < CALLS; call++) {
    const next = event(random(size), call);
    const before = table.counts.queries;
    const begin = performance.now();
    await answer(next);
    const us = (performance.now() - begin) * 1000;
    const sent = table.counts.queries - before;
    if (sent === 0) continue;
    misses += 1;
    missUs += us;
    queries += sent;
  }
  return {
    hitRate: (100 * (CALLS - misses)) / CALLS,
    queriesPerMiss: misses > 0 ? queries / misses : undefined,
    missUs: misses > 0 ? missUs / misses : undefined,
    queryUs: await timeQueries(instance, random),
  };
}

async function timeQueries({ size, table }: Instance, random: (below: number) => number): Promise<number> {
  const begin = performance.now();
  for (let call = 0; call < CALLS; call++) {
    await table.query(newestDocument('tools', serverOfSize(size), toolName(random(size)), 1));
  }
  return ((performance.now() - begin) * 1000) / CALLS;
}
