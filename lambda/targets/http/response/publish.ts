/** The result of an `http` tool at publish: schema of its keys. Functions do not bundle it. */
export { responseKeys } from './schema.ts';
