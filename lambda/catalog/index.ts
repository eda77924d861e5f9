/** The catalogue as the functions see it: reading. Publishing is a face of its own (`publish/index.ts`). */

export type { TableLocation } from '../table/dynamodb-call.ts';
export { openTableReader } from '../table/dynamodb-reader.ts';
export type { TableReader } from '../table/table.ts';
export type {
  CatalogDocument,
  PromptDocument,
  ResourceDocument,
  ServerDocument,
  TargetDocument,
  ToolDocument,
  ToolLimits,
} from './documents.ts';
export { createCatalogReader, type ReaderOptions } from './reader/reader.ts';
export {
  type CatalogReader,
  CatalogUnavailable,
  type FoundResource,
  InvalidCursor,
  type ListName,
  type ListPage,
  type MaySee,
  type Prepare,
  type ServerDetails,
  type ServerView,
} from './types.ts';
