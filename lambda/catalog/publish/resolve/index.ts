/** Resolves documents before they are checked: a server's defaults and variables become part of its documents. */
export { type Resolved, resolveDocuments } from './resolve.ts';
export { readServers, type ServerFacts, type VariableValues } from './server-facts.ts';
