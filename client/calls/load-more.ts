/** What {@link loadMore} loads. */
export type More = typeof import('./more/index.ts');

/** Loads what a plain call does not need. Only code that awaits the promise sees a failure. */
export function loadMore(): Promise<More> {
  const loading = import('./more/index.ts');
  loading.catch(() => undefined);
  return loading;
}
