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
  /** Key of the server's cursors, base64url. */
  readonly cursorKey: string;
  /** The version that last changed the scopes of a document that existed before, or of the server: older cursors are invalid. */
  readonly rescopedAt: number;
}

/**
 * Parses a head item.
 *
 * @returns `undefined` for a server that is not published: the item is absent, holds only the number that a first publisher
 * took, or says that the server was deleted
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
    // Heads of earlier releases have none of these: their Server documents had no scopes.
    rescopedAt: Number(item.rescopedAt ?? 0),
    scopes: parseTexts(item.scopes),
    stepUp: parseTexts(item.stepUp),
    namedScopes: parseTexts(item.namedScopes),
  };
}

function parseTexts(text: Item[string] | undefined): readonly string[] {
  return text === undefined ? [] : JSON.parse(String(text));
}

/**
 * The value of `active` after a deletion. It contains the number that the deletion took, so that the value differs each time and a
 * publisher that read an earlier one fails; it is text, so that every reader, also of an earlier release, finds no server.
 */
export function deletedBy(version: number): string {
  return `deleted#${version}`;
}

/** The number of the last change that took effect: the active version, or the number of a deletion. */
export function lastChange(item: Item | undefined): number | undefined {
  if (typeof item?.active === 'number') return item.active;
  const [, version] = /^deleted#(\d+)$/.exec(item?.active ?? '') ?? [];
  return version === undefined ? undefined : Number(version);
}

/** The aborted interval that contains a version, if any. */
export function abortedInterval(head: ServerHead, version: number): VersionInterval | undefined {
  return head.aborted.find(([first, last]) => first <= version && version <= last);
}

/** Whether items written at this version are visible under this head. */
export function shows(head: ServerHead, version: number): boolean {
  return version <= head.version && version >= head.floor && abortedInterval(head, version) === undefined;
}
