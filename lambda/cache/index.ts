/** Caches in memory: values that expire, and values that are dropped when there are too many. */
export { type Expiring, ExpiringCache } from './expiring.ts';
export { createLru } from './lru.ts';
