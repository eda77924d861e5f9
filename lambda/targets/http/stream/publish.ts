/** Rows of an `http` tool at publish: schema and checks of their keys. Functions do not bundle it. */
export { checkStream, isOfRows } from './check.ts';
export { streamKeys } from './schema.ts';
