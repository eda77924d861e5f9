/** Caches in memory: values that expire, that are read again when they are old, and that are dropped when there are too many. */
export { type Expiring, ExpiringCache } from './expiring.ts';
export { createFreshValues } from './fresh-values.ts';
export { createLru, type LruCache } from './lru.ts';
export { createSteadyClock } from './steady-clock.ts';
