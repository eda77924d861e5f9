/** The `Query` operation: page requests, rows, and the result of all pages. */
export { prepareQuery } from './query.ts';
