/** What callers of a local stack that requires credentials need: a key for every server, and the scopes of the catalogue. */
export { catalogScopes, scopesIn } from './catalog-scopes.ts';
export { createStackKey, type StackKey } from './stack-key.ts';
