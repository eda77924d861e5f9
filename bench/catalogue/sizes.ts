/** Numbers of tools of the measured servers. */
export const SIZES = [10, 1_000, 100_000] as const;

/** Tools that a function caches: a stage's default. */
export const CACHE_ENTRIES = 1_000;

/** Name of the server with this number of tools. */
export function serverOfSize(size: number): string {
  return `bench-${size}`;
}
