import type { Item } from '../../table/index.ts';
import type { ServerView } from '../types.ts';

/** Versions that must never become visible, both ends included. */
export type VersionInterval = readonly [first: number, last: number];

/** A server's head item, as one read returned it; the {@link ServerView} that the reader hands out. */
export interface ServerHead extends ServerView {
  /** Versions at or below `version` that a publisher took but did not activate. */
  readonly aborted: readonly VersionInterval[];
  /** Everything still valid was rewritten at this version or later: older items count as absent. */
  readonly floor: number;
  /** Key that signs cursors, base64url. */
  readonly cursorKey: string;
}

/**
 * Parses a head item.
 *
 * @returns `undefined` before the first publish: the item is absent, or holds only the number that a first publisher took
 */
export function parseHead(server: string, item: Item | undefined): ServerHead | undefined {
  if (typeof item?.active !== 'number') return undefined;
  return {
    server,
    version: item.active,
    info: JSON.parse(String(item.info)),
    aborted: JSON.parse(String(item.aborted)),
    floor: Number(item.floor),
    cursorKey: String(item.cursorKey),
  };
}

/** The aborted interval that contains a version, if any. */
export function abortedInterval(head: ServerHead, version: number): VersionInterval | undefined {
  return head.aborted.find(([first, last]) => first <= version && version <= last);
}

/** Whether items written at this version are visible under this head. */
export function shows(head: ServerHead, version: number): boolean {
  return version <= head.version && version >= head.floor && abortedInterval(head, version) === undefined;
}
