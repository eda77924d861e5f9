/** Pagination at publish: schema and checks of a `pagination` block. Functions do not bundle it. */
export { checkPagination } from './check.ts';
export { paginationSchema } from './schema.ts';
