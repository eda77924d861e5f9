/** What {@link loadMore} loads. */
export type More = typeof import('./more/index.ts');

/** Loads what a plain call does not need. Whoever awaits the promise learns of a failure; it is not reported otherwise. */
export function loadMore(): Promise<More> {
  const loading = import('./more/index.ts');
  loading.catch(() => undefined);
  return loading;
}
