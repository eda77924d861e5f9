/** Pagination of `http` tools: finds the next page and joins the pages into one result. */
export { compilePager } from './pager.ts';
export { collectPages, readPages } from './pages.ts';
export type { PagedTool } from './reading.ts';
