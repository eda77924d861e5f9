import { isJsonObject, tryParseJson } from '../../json.ts';
import type { AttributeValue, Item, Key } from '../../table/index.ts';
import type { CallerLimits } from '../principal.ts';

/** Partition of the catalogue table that holds the keys, one item each. IAM policies name it in `dynamodb:LeadingKeys`. */
export const KEYS_PARTITION = 'KEYS';

/** A key as the table holds it. Moments are epoch milliseconds. */
export interface StoredKey {
  readonly id: string;
  /** What the key is for, for people. */
  readonly name: string;
  /** Who answers for the key, for people. */
  readonly owner: string;
  /** Names of the servers that the key is valid for; absent: all. */
  readonly servers?: readonly string[];
  readonly scopes: readonly string[];
  readonly limits?: CallerLimits;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** SHA-256 of the secret, as base64url. */
  readonly hash: string;
  /** The secret before the last rotation, and when it ends. */
  readonly previous?: { readonly hash: string; readonly endsAt: number };
  readonly rotatedAt?: number;
  readonly revokedAt?: number;
  /** Identity of the table that the key was written to: in another one, such as a restored backup, the key is not valid. */
  readonly table: string;
}

/** @returns the key of a key's item */
export function keyItemKey(id: string): Key {
  return { pk: KEYS_PARTITION, sk: id };
}

/** The attributes of an item: everything that creating a key writes. */
export function attributesOf(key: StoredKey): Readonly<Record<string, string | number>> {
  const { id: _id, servers, scopes, limits, previous: _previous, ...rest } = key;
  return {
    ...rest,
    scopes: JSON.stringify(scopes),
    ...(servers !== undefined && { servers: JSON.stringify(servers) }),
    ...(limits !== undefined && { limits: JSON.stringify(limits) }),
  };
}

/** The attributes that hold the secret before the last rotation. */
export function previousAttributes({ hash, endsAt }: NonNullable<StoredKey['previous']>) {
  return { previousHash: hash, previousEndsAt: endsAt };
}

/**
 * Parses a key's item.
 *
 * @returns `undefined` if it is not one that {@link attributesOf} wrote: it then admits nobody
 */
export function parseKeyItem(item: Item): StoredKey | undefined {
  const { sk: id, name, owner, createdAt, expiresAt, hash, table, previousHash, previousEndsAt } = item;
  const { rotatedAt, revokedAt } = item;
  const scopes = textsIn(item.scopes);
  const servers = textsIn(item.servers ?? '[]');
  const limits = limitsIn(item.limits ?? '{}');
  if (!isHash(hash) || typeof table !== 'string' || !isMoment(createdAt) || !isMoment(expiresAt)) return undefined;
  if (scopes === undefined || servers === undefined || limits === undefined) return undefined;
  return {
    id,
    name: String(name ?? ''),
    owner: String(owner ?? ''),
    ...(item.servers !== undefined && { servers }),
    scopes,
    ...(item.limits !== undefined && { limits }),
    createdAt,
    expiresAt,
    hash,
    ...(isHash(previousHash) &&
      isMoment(previousEndsAt) && { previous: { hash: previousHash, endsAt: previousEndsAt } }),
    ...(rotatedAt !== undefined && { rotatedAt: Number(rotatedAt) }),
    // Any value revokes the key, even one that is not a moment.
    ...(revokedAt !== undefined && { revokedAt: Number(revokedAt) }),
    table,
  };
}

function isMoment(value: AttributeValue | undefined): value is number {
  return Number.isFinite(value);
}

/** Whether a text is the base64url form of 32 bytes. */
function isHash(value: AttributeValue | undefined): value is string {
  return typeof value === 'string' && /^[\w-]{43}$/.test(value);
}

function textsIn(json: AttributeValue | undefined): readonly string[] | undefined {
  const value = tryParseJson(String(json));
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}

function limitsIn(json: AttributeValue): CallerLimits | undefined {
  const value = tryParseJson(String(json));
  if (!isJsonObject(value)) return undefined;
  const { requestsPerSecond, burst, concurrentStreams } = value;
  const given = Object.entries({ requestsPerSecond, burst, concurrentStreams }).filter(
    ([, limit]) => limit !== undefined,
  );
  return given.every(([, limit]) => Number.isFinite(limit)) ? Object.fromEntries(given) : undefined;
}
