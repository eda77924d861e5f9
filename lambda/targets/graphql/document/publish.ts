/** The GraphQL document of a tool at publish: its syntax, variables and connection. Functions do not bundle it. */
export { checkDocument } from './check.ts';
