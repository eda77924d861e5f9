/** The catalogue's items in the table: their keys, and how heads and lists are stored. Shared by reader and publisher. */

export {
  abortedInterval,
  deletedBy,
  lastChange,
  parseHead,
  type ServerHead,
  shows,
  type VersionInterval,
} from './head.ts';
export {
  documentKey,
  headKey,
  indexes,
  indexKey,
  newestDocument,
  observationsKey,
  type PageReference,
  pageChunkKey,
  pageChunks,
  pageNamesKey,
  pagePartition,
  parseKey,
  SERVERS_PARTITION,
  serverRegistryKey,
  versionOf,
} from './keys.ts';
export {
  type ListedTemplate,
  type Listing,
  type Lists,
  listAttributes,
  PAGE_BYTES,
  PAGE_ENTRIES,
  type PageEntry,
  type PageGroup,
  parseListing,
  parseLists,
  parseTemplates,
  perList,
} from './listing.ts';
export { type NameRecord, namesText, parseNames } from './page-names.ts';
