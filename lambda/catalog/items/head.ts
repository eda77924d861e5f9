import type { Item } from '../../table/index.ts';
import type { ServerView } from '../types.ts';

/** Versions that must never show, both ends included. */
export type VersionInterval = readonly [first: number, last: number];

/** A server's head as one read found it; the reader's own kind of {@link ServerView}. */
export interface ServerHead extends ServerView {
  /** Versions at or below `version` that were given out but did not win. */
  readonly aborted: readonly VersionInterval[];
  /** Everything written below this version was written anew at it or later: older items count as absent. */
  readonly floor: number;
  /** Key that signs cursors, base64url. */
  readonly cursorKey: string;
}

/**
 * Reads a head item.
 *
 * @returns `undefined` while nothing was published: the item is absent, or holds only a number given out to a first publisher
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

/** The interval that keeps a version from showing, if there is one. */
export function abortedInterval(head: ServerHead, version: number): VersionInterval | undefined {
  return head.aborted.find(([first, last]) => first <= version && version <= last);
}

/** Whether what was written at this version shows under this head. */
export function shows(head: ServerHead, version: number): boolean {
  return version <= head.version && version >= head.floor && abortedInterval(head, version) === undefined;
}
