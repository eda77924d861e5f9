/** The catalogue as the publishing side sees it. Never reachable from the functions' face (`../index.ts`). */
export { applyDocuments, applyLoaded, readDocuments } from './apply.ts';
export type { DocumentOutcome } from './change-set.ts';
export { type OpenTable, openTable } from './dynamodb-table.ts';
export { parseDocuments } from './load.ts';
export { type DocumentSummary, listDocuments, listServers, type ServerSummary } from './overview.ts';
export { InvalidDocuments } from './problems.ts';
export { CatalogTooLarge, PublishConflict, type PublishResult, publish } from './publisher.ts';
export type { TargetTypes } from './validate.ts';
