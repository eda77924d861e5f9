/** The catalogue as the publishing side sees it. Never reachable from the functions' face (`../index.ts`). */

export type { Fault } from '../../fault.ts';
export { type ApplyOptions, applyDocuments, applyLoaded, readDocuments } from './apply.ts';
export type { TargetTypes } from './check/index.ts';
export { type OpenTable, openTable } from './dynamodb-table.ts';
export { formatFault, InvalidDocuments, parseDocuments } from './load/index.ts';
export { type DocumentSummary, listDocuments, listServers, type ServerSummary } from './overview.ts';
export type { ChangeSet, DocumentOutcome, Outcome } from './write/index.ts';
export { CatalogTooLarge, PublishConflict, type PublishResult, publish } from './write/index.ts';
