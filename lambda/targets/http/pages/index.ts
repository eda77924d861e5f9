/** Pagination of `http` tools: finds the next page and joins the pages into one result. */
export { compilePager } from './pager.ts';
export { collectPages, type PagedTool, readPages } from './pages.ts';
