/** Changes the deny list. Functions do not bundle it. */
export { DENY_LIMITS, type DenyEntry, type DenyRule, hasMember } from '../entry.ts';
export { addDenyEntry, DenyListConflict, DenyListFull, readDenyEntries, removeDenyEntries } from './deny-store.ts';
