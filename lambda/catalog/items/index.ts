/** The catalogue's items in the table: their keys, and how heads and lists are stored. Shared by reader and publisher. */

export { abortedInterval, parseHead, type ServerHead, shows, type VersionInterval } from './head.ts';
export {
  documentKey,
  headKey,
  indexKey,
  newestDocument,
  type PageReference,
  pageChunkKey,
  pageChunks,
  pageNamesKey,
  pagePartition,
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
