/** Speaks to servers of revisions before 2026-07-28: sessions, and streams that are continued. Loaded on demand. */
export { Legacy } from './legacy.ts';
