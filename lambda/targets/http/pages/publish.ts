/** Pagination at publish: schema and checks of a `pagination` block. Functions do not bundle it. */
export { checkPagination } from './check.ts';
export { PAGE_KEYS, paginationSchema } from './schema.ts';
