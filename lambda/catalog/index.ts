/** The catalogue for functions: reading only. Publishing has its own entry point, `publish/index.ts`. */

export { openTableReader, type TableLocation, type TableReader } from '../table/index.ts';
export type {
  CallLimits,
  CatalogDocument,
  Completion,
  PromptDocument,
  PromptMessage,
  ResourceDocument,
  ServerDocument,
  SourceDocument,
  SubscriptionsDocument,
  TargetDocument,
  TaskSupport,
  ToolDocument,
  ToolLimits,
} from './documents.ts';
export { createCatalogReader } from './reader/index.ts';
export { stringArguments } from './string-arguments.ts';
export {
  type CatalogReader,
  CatalogUnavailable,
  InvalidCursor,
  LIST_NAMES,
  type ListName,
  type Prepare,
  type ServerDetails,
  type ServerView,
  type Sight,
} from './types.ts';
