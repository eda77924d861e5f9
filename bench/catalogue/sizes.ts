/** Tools that the measured servers have. */
export const SIZES = [10, 1_000, 100_000] as const;

/** Tools that a function keeps ready: the stage's default. */
export const CACHE_ENTRIES = 1_000;

/** The server that holds so many tools. */
export function serverOfSize(size: number): string {
  return `bench-${size}`;
}
