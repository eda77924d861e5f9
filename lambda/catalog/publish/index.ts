/** Publishing for the command line and other tools. Functions never reach it: their entry point is `../index.ts`. */

export {
  type ApplyOptions,
  applyDocuments,
  applyLoaded,
  KEEP_VERSIONS,
  readDocuments,
  readLoaded,
  type WarningOptions,
} from './apply.ts';
export { TableThrottled } from './batch-write.ts';
export type { TargetTypes } from './check/index.ts';
export { type Compacted, compactTable, observeLastChange, removeOldVersions } from './compact/index.ts';
export { type OpenTable, openTable } from './dynamodb-table.ts';
export {
  formatFault,
  InvalidDocuments,
  type Loaded,
  type LoadedDocument,
  type LoadedFiles,
  loadDocuments,
  parseDocuments,
} from './load/index.ts';
export { type DocumentSummary, listDocuments, listServers, type ServerSummary } from './overview.ts';
export { closePolicies, type ReadPolicies, readPolicies, writePolicies } from './policies/index.ts';
export { readStageVariables, type VariableValues } from './resolve/index.ts';
export {
  CatalogTooLarge,
  type DocumentOutcome,
  deleteServer,
  ItemMissing,
  PublishConflict,
  type PublishedState,
  type PublishProgress,
  type PublishResult,
  publish,
  readPublishedState,
} from './write/index.ts';
