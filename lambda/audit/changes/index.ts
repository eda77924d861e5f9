/** The audit of changes: who changed the catalogue, keys, policies and the deny list. Functions do not bundle it. */
export type { Change, ChangeRecord } from './change.ts';
export { readChanges, readLostSecrets } from './read.ts';
export { ChangeNotRecorded, type ChangeWork, recordChange } from './write.ts';
