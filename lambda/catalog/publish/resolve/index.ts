/** Resolves documents before they are checked: a server's defaults and variables become part of its documents. */
export { resolveDocuments } from './resolve.ts';
export { readServers, type ServerFacts, type VariableValues } from './server-facts.ts';
export { readStageVariables } from './stage-variables.ts';
