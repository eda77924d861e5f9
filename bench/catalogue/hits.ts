import type { Variant } from '../support/rounds.ts';
import type { Instance } from './instance.ts';
import { CACHE_ENTRIES } from './sizes.ts';

/** The same number for every size, so that only the number of tools differs. */
const EVENTS = 1_000;

/** Cache hits: calls in random order of as many tools as the cache holds, drawn from all tools. */
export async function hitsOnly(instance: Instance, random: (below: number) => number): Promise<Variant> {
  const { size, table, event, answer } = instance;
  const drawn = new Set<number>();
  while (drawn.size < Math.min(size, CACHE_ENTRIES)) drawn.add(random(size));
  const tools = [...drawn];
  for (const tool of tools) await answer(event(tool, 0));
  const read = table.counts.queries;
  const events = Array.from({ length: EVENTS }, (_, call) => event(tools[random(tools.length)] ?? 0, call));
  return {
    name: `hit, ${size.toLocaleString('en-US')} tools`,
    async call(number) {
      const next = events[number % EVENTS];
      if (next) await answer(next);
      if (table.counts.queries !== read) throw new Error('a cached call read the table');
    },
  };
}
