import { readFileSync } from 'node:fs';
import type { BenchResult } from '../support/result.ts';

function read(bench: string): BenchResult {
  return JSON.parse(readFileSync(new URL(`../results/${bench}.json`, import.meta.url), 'utf8'));
}

/**
 * The median of a figure of a committed result.
 *
 * @throws Error for a figure that the result does not have
 */
export function medianOf(bench: string, figure: string): number {
  const found = read(bench).figures.find(({ name }) => name === figure);
  if (found === undefined) throw new Error(`bench/results/${bench}.json has no figure ${figure}`);
  return found.median;
}

/**
 * The value of a comparison of a committed result.
 *
 * @throws Error for a comparison that the result does not have
 */
export function comparisonOf(bench: string, comparison: string): number {
  const found = read(bench).comparisons.find(({ name }) => name === comparison);
  if (found === undefined) throw new Error(`bench/results/${bench}.json has no comparison ${comparison}`);
  return found.value;
}
