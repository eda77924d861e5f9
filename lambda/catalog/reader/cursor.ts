import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
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
  /** The server's key, base64url. */
  readonly key: string;
  /** Identifies the caller and everything that its lists depend on: {@link Sight.key} of the request. */
  readonly sight: string;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A version and a page, each as an integer of 6 bytes: a cursor's length tells nothing about its position. */
const INTEGER_BYTES = 6;
const POSITION_BYTES = 2 * INTEGER_BYTES;
const CURSOR_BYTES = NONCE_BYTES + POSITION_BYTES + TAG_BYTES;
const FORM = /^[A-Za-z0-9_-]{54}$/;

/** Encrypts a position. The cursor contains only `[A-Za-z0-9_-]`. */
export function writeCursor(scope: CursorScope, { version, page }: CursorPosition): string {
  const nonce = randomBytes(NONCE_BYTES);
  const position = Buffer.alloc(POSITION_BYTES);
  position.writeUIntBE(version, 0, INTEGER_BYTES);
  position.writeUIntBE(page, INTEGER_BYTES, INTEGER_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(scope), nonce).setAAD(boundTo(scope));
  const hidden = Buffer.concat([cipher.update(position), cipher.final()]);
  return Buffer.concat([nonce, hidden, cipher.getAuthTag()]).toString('base64url');
}

/**
 * Decrypts a cursor from a client.
 *
 * @throws InvalidCursor when it was not issued for this server and list, and for this caller with the present rights
 */
export function readCursor(scope: CursorScope, cursor: string): CursorPosition {
  if (!FORM.test(cursor)) throw new InvalidCursor('not a cursor');
  const bytes = Buffer.from(cursor, 'base64url');
  // The last character has spare bits, so several texts decode to the same bytes.
  if (bytes.length !== CURSOR_BYTES || bytes.toString('base64url') !== cursor) throw new InvalidCursor('not a cursor');
  const decipher = createDecipheriv(CIPHER, keyOf(scope), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(boundTo(scope))
    .setAuthTag(bytes.subarray(CURSOR_BYTES - TAG_BYTES));
  const position = decipher.update(bytes.subarray(NONCE_BYTES, CURSOR_BYTES - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    throw new InvalidCursor('not issued by this deployment for this caller');
  }
  return { version: position.readUIntBE(0, INTEGER_BYTES), page: position.readUIntBE(INTEGER_BYTES, INTEGER_BYTES) };
}

function keyOf({ key }: CursorScope): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', Buffer.from(key, 'base64url'), '', 'spillway cursor v2', KEY_BYTES));
}

/** Names of lists and servers contain no line break. */
function boundTo({ list, server, sight }: CursorScope): Buffer {
  return Buffer.from(`${list}\n${server}\n${sight}`);
}
