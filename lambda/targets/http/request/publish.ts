/** The request of an `http` tool at publish: schema and checks of its keys. Functions do not bundle it. */
export { BODY_KEYS } from './body.ts';
export { checkRequest } from './check/index.ts';
export { objectOrExpression, requestKeys } from './schema.ts';
