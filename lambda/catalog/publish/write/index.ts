/** Writes a change set as a new version of a server, which shows as a whole or not at all. */

export { CatalogTooLarge } from './catalog-too-large.ts';
export type { ChangeSet, DocumentOutcome } from './change-set.ts';
export { findNames, ItemMissing, pageKeys, readNames, readPageDocuments } from './page-items.ts';
export { KINDS, type ListedDocument, placeOf } from './place.ts';
export { type PublishedState, publishedDocuments, readPublishedState } from './published-state.ts';
export {
  deleteServer,
  PublishConflict,
  type PublishProgress,
  type PublishResult,
  publish,
} from './publisher.ts';
