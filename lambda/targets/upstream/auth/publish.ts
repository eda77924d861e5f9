/** Credentials at publish: schema and checks of an `auth` block. Functions do not bundle it. */
export { checkAuth, type PlacedAuth, placedAuths } from './check.ts';
export { authSchema } from './schema.ts';
