/** Reads resources: finds the resource of a URI, and makes contents of inline content or of a target's result. */
export { legacyResourceNotFound } from './not-found.ts';
export type { PreparedResource } from './prepared-resource.ts';
export { findResource, isReadable } from './read.ts';
