import { createHmac, timingSafeEqual } from 'node:crypto';
import { InvalidCursor, type ListName } from '../types.ts';

/** Where a list continues: a version, so that a list stays consistent while the catalogue changes, and a page of it. */
export interface CursorPosition {
  readonly version: number;
  readonly page: number;
}

/** What a cursor is bound to. */
export interface CursorScope {
  readonly server: string;
  readonly list: ListName;
  /** The server's signing key, base64url. */
  readonly key: string;
}

const SIGNATURE_BYTES = 16;
const FORM = /^(\d{1,12})\.(\d{1,9})\.([A-Za-z0-9_-]{22})$/;

/** Signs a position. The cursor contains only `[A-Za-z0-9_.-]`. */
export function signCursor(scope: CursorScope, position: CursorPosition): string {
  const text = `${position.version}.${position.page}`;
  return `${text}.${signature(scope, text).toString('base64url')}`;
}

/**
 * Verifies a cursor from a client.
 *
 * @throws InvalidCursor when it was not signed for this server and list
 */
export function readCursor(scope: CursorScope, cursor: string): CursorPosition {
  const [, version, page, sent] = FORM.exec(cursor) ?? [];
  if (version === undefined || page === undefined || sent === undefined) throw new InvalidCursor('not a cursor');
  // Compares text, not bytes: the last base64 character has spare bits, so several texts decode to the same bytes.
  const right = signature(scope, `${version}.${page}`).toString('base64url');
  if (!timingSafeEqual(Buffer.from(sent), Buffer.from(right))) throw new InvalidCursor('not signed by this deployment');
  return { version: Number(version), page: Number(page) };
}

function signature(scope: CursorScope, text: string): Buffer {
  const key = Buffer.from(scope.key, 'base64url');
  const signed = createHmac('sha256', key).update(`${scope.list}\n${scope.server}\n${text}`).digest();
  return signed.subarray(0, SIGNATURE_BYTES);
}
