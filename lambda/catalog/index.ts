/** The catalogue as the functions see it: reading. Publishing is a face of its own (`publish/index.ts`). */

export type { TableLocation } from '../table/dynamodb-call.ts';
export { openTableReader } from '../table/dynamodb-reader.ts';
export type { TableReader } from '../table/table.ts';
export type { CatalogDocument } from './documents.ts';
export { createCatalogReader } from './reader.ts';
export {
  type CatalogReader,
  CatalogUnavailable,
  InvalidCursor,
} from './types.ts';
