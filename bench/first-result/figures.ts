import { type Figure, figure, type Pair } from '../support/result.ts';
import { STREAMED, type Way } from './agent.ts';
import type { FirstRows } from './first-row.ts';
import { percentile } from './percentile.ts';
import type { Load, Runs } from './reads.ts';

/** For example `1 tool of 20 pages`. */
function loadName({ tools, pages }: Load): string {
  return `${tools} ${tools === 1 ? 'tool' : 'tools'} of ${pages} ${pages === 1 ? 'page' : 'pages'}`;
}

/** Name of the figure for the time that streaming saves until the first usable result. */
export function cutName(load: Load, way: Way): string {
  return `${loadName(load)}, ${way}, cut`;
}

/** Figures of a loop: p50 and p95 of the first usable result and of the end, and the cut of each run. */
export function loopFigures(load: Load, runs: Runs): readonly Figure[] {
  const name = loadName(load);
  const buffered = runs.buffered.map(({ endMs }) => endMs);
  const figures = times(`${name}, buffered, end`, buffered);
  for (const way of STREAMED) {
    const firsts = runs[way].map(({ firstMs }) => firstMs);
    const ends = runs[way].map(({ endMs }) => endMs);
    const cuts = firsts.map((first, run) => 100 * (1 - first / (buffered[run] ?? Number.NaN)));
    figures.push(...times(`${name}, ${way}, first result`, firsts), ...times(`${name}, ${way}, end`, ends));
    figures.push(figure(cutName(load, way), '%', cuts));
  }
  return figures;
}

/** Two figures: p50, as the median of the first, and p95. */
function times(name: string, samples: readonly number[]): Figure[] {
  return [figure(name, 'ms', samples), figure(`  ${name}, p95`, 'ms', [percentile(samples, 0.95)])];
}

/** p50 and p95 of the delay between the upstream's first row and the client's. */
export function firstRowFigures(name: string, { p50, p95 }: FirstRows): readonly Figure[] {
  return [figure(`${name}, p50`, 'ms', p50), figure(`${name}, p95`, 'ms', p95)];
}

/** The difference between two figures at p50. */
export function more(left: string, right: string): Pair {
  const pair = { operation: 'difference', left: `${left}, p50`, right: `${right}, p50` } as const;
  return { name: `${pair.left} - ${pair.right}`, ...pair };
}
