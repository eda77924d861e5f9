import { hiddenCharacters } from '../../../text/index.ts';
import type { CallerLimits } from '../../principal.ts';

/** What a new key is for, and what it may do. */
export interface KeyRequest {
  /** What the key is for. */
  readonly name: string;
  /** Who answers for the key: a person or a team. */
  readonly owner: string;
  /**
   * Names of the servers that the key is valid for.
   *
   * @default all
   */
  readonly servers?: readonly string[];
  readonly scopes: readonly string[];
  /**
   * Limits of the key's caller.
   *
   * @default the stage's limits alone
   */
  readonly limits?: CallerLimits;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** A request for a key that cannot be. The message names the part and what would be right. */
export class InvalidKeyRequest extends Error {
  override readonly name = 'InvalidKeyRequest';
}

export const DAY_MS = 86_400_000;
const MAX_NAME = 100;
/** Bounds what a function reads and keeps for a key. */
const MAX_ENTRIES = 100;
/** As in documents. RFC 6749 section 3.3 */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]{1,128}$/;
const SERVER = /^[a-z0-9-]{1,64}$/;
const MAX_LIMIT = 100_000;
/** One operation in 1,000 seconds. */
const MIN_RATE = 0.001;
/** Acquiring a stream reads all that are open. */
const MAX_STREAMS = 1_000;

/**
 * Checks a request for a key.
 *
 * @throws InvalidKeyRequest
 */
export function checkKeyRequest(request: KeyRequest, { now, maxDays }: { now: number; maxDays: number }): void {
  checkText('name', request.name);
  checkText('owner', request.owner);
  checkEntries('server', request.servers ?? [], {
    isValid: (name) => SERVER.test(name),
    expected: '1 to 64 lower-case letters, digits and hyphens',
  });
  checkEntries('scope', request.scopes, {
    isValid: (name) => SCOPE.test(name),
    expected: '1 to 128 visible ASCII characters without spaces, quotes and backslashes',
  });
  if (request.servers?.length === 0) {
    throw new InvalidKeyRequest('the list of servers is empty: leave it out to make the key valid for all servers');
  }
  checkLimits(request.limits ?? {});
  checkExpiry(request.expiresAt, { now, maxDays });
}

/**
 * Checks when a secret ends.
 *
 * @throws InvalidKeyRequest
 */
export function checkExpiry(expiresAt: number, { now, maxDays }: { now: number; maxDays: number }): void {
  if (!(expiresAt > now)) throw new InvalidKeyRequest('the expiry must be in the future');
  if (expiresAt <= now + maxDays * DAY_MS) return;
  throw new InvalidKeyRequest(
    `the expiry must be at most ${maxDays} ${maxDays === 1 ? 'day' : 'days'} from now, which is auth.maxKeyDays of the stage`,
  );
}

function checkText(what: string, text: string): void {
  const isShown = text.trim() === text && text.length > 0 && text.length <= MAX_NAME;
  if (isShown && !/[\t\n]/.test(text) && hiddenCharacters(text).length === 0) return;
  throw new InvalidKeyRequest(
    `the ${what} must have 1 to ${MAX_NAME} visible characters, without line breaks or spaces around it`,
  );
}

interface EntryRule {
  readonly isValid: (entry: string) => boolean;
  readonly expected: string;
}

function checkEntries(what: string, entries: readonly string[], { isValid, expected }: EntryRule): void {
  const wrong = entries.find((entry) => !isValid(entry));
  if (wrong !== undefined)
    throw new InvalidKeyRequest(`the ${what} ${JSON.stringify(wrong)} is not valid: a ${what} has ${expected}`);
  const repeated = entries.find((entry, index) => entries.indexOf(entry) !== index);
  if (repeated !== undefined) throw new InvalidKeyRequest(`the ${what} ${repeated} is given twice`);
  if (entries.length > MAX_ENTRIES)
    throw new InvalidKeyRequest(`a key has at most ${MAX_ENTRIES} ${what}s, found ${entries.length}`);
}

function checkLimits({ requestsPerSecond, burst, concurrentStreams }: CallerLimits): void {
  if (requestsPerSecond !== undefined && !(requestsPerSecond >= MIN_RATE && requestsPerSecond <= MAX_LIMIT)) {
    throw new InvalidKeyRequest(
      `the rate must be a number from ${MIN_RATE} to ${MAX_LIMIT}, found ${requestsPerSecond}`,
    );
  }
  checkCount('burst', burst, MAX_LIMIT);
  checkCount('number of streams', concurrentStreams, MAX_STREAMS);
  if (burst !== undefined && requestsPerSecond === undefined) {
    throw new InvalidKeyRequest('a burst needs a rate: it is how many operations may exceed the rate at once');
  }
}

function checkCount(what: string, value: number | undefined, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)) return;
  throw new InvalidKeyRequest(`the ${what} must be a whole number from 1 to ${most}, found ${value}`);
}
