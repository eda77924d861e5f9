/** The `graphql` target: the text of a query, its variables from arguments, and errors that are errors; sent by the `http` target. */
export { prepareGraphql } from './graphql-tool.ts';
