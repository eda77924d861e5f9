/**
 * A percentile by nearest rank: the smallest value that is at least as large as the given share of the values.
 *
 * @param share for example 0.95
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new Error('a percentile needs at least one value');
  return value;
}
