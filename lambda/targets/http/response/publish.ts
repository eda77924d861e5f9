/** The response of an `http` tool at publish: schema and checks of its keys. Functions do not bundle it. */
export { checkResponse } from './check.ts';
export { responseKeys } from './schema.ts';
