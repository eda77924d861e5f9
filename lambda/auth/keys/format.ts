import { hash, randomInt } from 'node:crypto';
import { crc32 } from './crc32.ts';

/** The parts of an API key that a request presents. */
export interface PresentedKey {
  readonly id: string;
  readonly secret: string;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 71 bits: a million keys share an id with a probability of 1 in 5 billion, and creating a key refuses an id that exists. */
const ID_LENGTH = 12;
/** 256 bits, so that a fast hash protects the secret as well as a slow one would. */
const SECRET_LENGTH = 43;
/** Six digits of base 62 hold the 32 bits of a checksum. */
const CHECKSUM_LENGTH = 6;

const PREFIX = 'spw_';
const KEY = new RegExp(`^${PREFIX}[0-9A-Za-z]{${ID_LENGTH}}_[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);
const ID_END = PREFIX.length + ID_LENGTH;
const ID = new RegExp(`^[0-9A-Za-z]{${ID_LENGTH}}$`);

/**
 * Parses a key of the form `spw_{id}_{secret}{checksum}`: 12, 43 and 6 characters of `0-9A-Za-z`, 66 characters in all. The prefix
 * and the checksum, a CRC-32 of everything before it, let secret scanners recognize a leaked key without a request; the same
 * scheme as the tokens of GitHub.
 *
 * @returns `undefined` for any other text: no such key can exist, so nothing needs to be read
 */
export function parseKey(text: string): PresentedKey | undefined {
  if (!KEY.test(text)) return undefined;
  const checked = text.slice(0, -CHECKSUM_LENGTH);
  if (text.slice(-CHECKSUM_LENGTH) !== checksumOf(checked)) return undefined;
  return { id: text.slice(PREFIX.length, ID_END), secret: checked.slice(ID_END + 1) };
}

/** Writes the text of a key, the inverse of {@link parseKey}. */
export function formatKey({ id, secret }: PresentedKey): string {
  const text = `${PREFIX}${id}_${secret}`;
  return `${text}${checksumOf(text)}`;
}

/** Whether a text can be the id of a key. */
export function isKeyId(text: string): boolean {
  return ID.test(text);
}

/** Creates the id of a new key. */
export function createKeyId(): string {
  return randomText(ID_LENGTH);
}

/** Creates a secret. */
export function createSecret(): string {
  return randomText(SECRET_LENGTH);
}

/** SHA-256 of a secret: what the table stores of it. */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let count = 0; count < CHECKSUM_LENGTH; count += 1) {
    digits = ALPHABET[rest % ALPHABET.length] + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}
