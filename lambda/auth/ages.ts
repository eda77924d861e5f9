/** Milliseconds beyond the refresh for which keys, the deny list and policies serve while they cannot be read. */
const OUTAGE_MS = 60_000;

/** The ages, for a cache of fresh values, of everything in the table that decides about callers. After `serveMs`, requests receive 503. */
export function agesOfAccess(refreshSeconds: number) {
  const refreshMs = refreshSeconds * 1000;
  const serveMs = refreshMs + OUTAGE_MS;
  return { refreshMs, staleMs: serveMs, serveMs };
}
