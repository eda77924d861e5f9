/** What callers of a local stack that requires credentials need: a key for every server, and the scopes of the catalogue. */
export { catalogScopes } from './catalog-scopes.ts';
export { createStackKey } from './stack-key.ts';
