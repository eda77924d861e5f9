import type { IncomingHttpHeaders } from 'node:http';
import { retryAfterMs } from '../../upstream/index.ts';

export const SHORTEST_WAIT_MS = 100;
export const LONGEST_WAIT_MS = 60_000;
const DEFAULT_INTERVAL_MS = 1_000;

/** Returns the milliseconds until the next request: what the upstream asks for, within bounds, or else the tool's interval. */
export function waitMs(headers: IncomingHttpHeaders, intervalMs: number | undefined, now: number): number {
  const asked = retryAfterMs(headers['retry-after'], now);
  const ms = asked ?? intervalMs ?? DEFAULT_INTERVAL_MS;
  return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, ms));
}
