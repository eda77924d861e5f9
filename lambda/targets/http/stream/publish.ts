/** Rows of an `http` tool at publish: schema and checks of their keys. Functions do not bundle it. */
export { checkStream } from './check.ts';
export { streamKeys } from './schema.ts';
