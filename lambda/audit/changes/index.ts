/** The audit of changes: who changed the catalogue, keys, policies and the deny list. Functions do not bundle it. */
export type { Change, ChangeAction, ChangePhase, ChangeRecord } from './change.ts';
export { type ChangeQuery, type LostSecret, readChanges, readLostSecrets } from './read.ts';
export { type AuditTable, ChangeNotRecorded, type ChangeOutcome, type ChangeWork, recordChange } from './write.ts';
