import { ConditionFailed, type Item, type Table, type Update } from '../../../table/index.ts';
import { createKeyId, createSecret, formatKey, hashSecret, isKeyId } from '../format.ts';
import {
  attributesOf,
  KEYS_PARTITION,
  keyItemKey,
  parseKeyItem,
  previousAttributes,
  type StoredKey,
} from '../key-item.ts';
import { checkExpiry, checkKeyRequest, DAY_MS, InvalidKeyRequest, type KeyRequest } from './key-request.ts';

/** The operations on a table that managing keys needs; a look-alike of DynamoDB has them, too. */
export type KeyTable = Pick<Table, 'get' | 'query' | 'update'>;

/**
 * Whether a key admits its caller. `other-table`: the key was written to another table, of which this one is a restored backup or a
 * copy; `admit` makes it valid again.
 */
type KeyStatus = 'active' | 'expired' | 'revoked' | 'other-table';

/** A key without its secret and without anything that is derived from it. Moments are epoch milliseconds. */
export interface KeyDetails
  extends Pick<
    StoredKey,
    'id' | 'name' | 'owner' | 'servers' | 'scopes' | 'limits' | 'createdAt' | 'expiresAt' | 'rotatedAt' | 'revokedAt'
  > {
  readonly status: KeyStatus;
  /** When the secret before the last rotation ends or ended. */
  readonly previousEndsAt?: number;
}

/** A key with its text, which is returned once and stored nowhere. */
export interface NewKey extends KeyDetails {
  readonly key: string;
}

/** Some of the keys, in the order of their ids. */
interface KeyPage {
  readonly keys: readonly KeyDetails[];
  /** The id after which the next page begins; absent on the last page. */
  readonly next?: string;
}

/** How a secret is replaced. */
interface Rotation {
  /** Milliseconds for which the present secret stays valid; 0: it ends now. */
  readonly overlapMs: number;
  /**
   * When the new secret ends, epoch milliseconds.
   *
   * @default when the key ended before
   */
  readonly expiresAt?: number | undefined;
}

/** The keys of a deployment. Each change is one conditional write; of two concurrent ones the second is refused. */
export interface KeyStore {
  /** @throws InvalidKeyRequest */
  create(request: KeyRequest): Promise<NewKey>;
  /** @param after the id that the page before ended with; default: the first page */
  list(limit: number, after?: string): Promise<KeyPage>;
  /** @throws KeyNotChanged when there is no such key */
  show(id: string): Promise<KeyDetails>;
  /** Ends a key for good. A revoked key stays as it is. @throws KeyNotChanged */
  revoke(id: string): Promise<KeyDetails>;
  /** Gives a key a new secret; its id stays. @throws KeyNotChanged, InvalidKeyRequest */
  rotate(id: string, rotation: Rotation): Promise<NewKey>;
  /** Replaces the scopes of a key. @throws KeyNotChanged, InvalidKeyRequest */
  setScopes(id: string, scopes: readonly string[]): Promise<KeyDetails>;
  /** Makes a key of another table valid in this one. @throws KeyNotChanged */
  admit(id: string): Promise<KeyDetails>;
}

/** A key cannot be changed as requested, or does not exist. The message says why. */
export class KeyNotChanged extends Error {
  override readonly name = 'KeyNotChanged';
}

/** Longer, and two keys would be the right tool. */
const MAX_OVERLAP_DAYS = 30;

/**
 * Opens the keys of a table.
 *
 * @param options.identity identifies the table; keys of another one are not valid
 * @param options.maxDays the longest lifetime of a key in days
 * @param options.now the clock, epoch milliseconds
 */
export function createKeyStore(options: {
  readonly table: KeyTable;
  readonly identity: () => Promise<string>;
  readonly maxDays: number;
  readonly now: () => number;
}): KeyStore {
  const { table, maxDays, now } = options;

  async function read(id: string): Promise<StoredKey> {
    const item = isKeyId(id) ? await table.get(keyItemKey(id)) : undefined;
    const key = item && parseKeyItem(item);
    if (key !== undefined) return key;
    if (item !== undefined)
      throw new KeyNotChanged(`the item of key ${id} is damaged: nobody can use the key; create another one`);
    // Not quoted: the text may be a whole key, whose secret must be in no log.
    const notAnId = 'this is not the id of a key: an id has 12 letters and digits, which the key has after `spw_`';
    throw new KeyNotChanged(isKeyId(id) ? `there is no key ${id} in this table` : notAnId);
  }

  /**
   * Changes a key that nobody changed since it was read.
   *
   * @param isDone whether the item shows that this change was made: an update whose response was lost is sent again, and then fails
   * because of its own first effect
   */
  async function change(id: string, update: Update, isDone: (key: StoredKey) => boolean): Promise<StoredKey> {
    try {
      return parsed(id, await table.update(keyItemKey(id), update));
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const found = await read(id);
      if (isDone(found)) return found;
      throw new KeyNotChanged(`key ${id} was changed by someone else at the same time: look at it, then try again`);
    }
  }

  async function detailsOf(key: StoredKey): Promise<KeyDetails> {
    return describe(key, await options.identity(), now());
  }

  return {
    async create(request) {
      const createdAt = now();
      checkKeyRequest(request, { now: createdAt, maxDays });
      const presented = { id: createKeyId(), secret: createSecret() };
      const hash = textHash(presented.secret);
      const identity = await options.identity();
      const key: StoredKey = { ...request, id: presented.id, createdAt, hash, table: identity };
      const update = { set: attributesOf(key), expect: { hash: undefined } };
      const stored = await change(key.id, update, (found) => found.hash === hash);
      return { ...describe(stored, identity, createdAt), key: formatKey(presented) };
    },
    async list(limit, after) {
      if (after !== undefined && !isKeyId(after)) await read(after);
      // Ids have one length, so the last one with any character more is between it and the next one.
      const range = { pk: KEYS_PARTITION, limit: limit + 1, ...(after !== undefined && { from: `${after}!` }) };
      const [identity, items] = await Promise.all([options.identity(), table.query(range)]);
      const page = items.slice(0, limit);
      const last = page.at(-1);
      return {
        keys: page.flatMap((item) => parseKeyItem(item) ?? []).map((key) => describe(key, identity, now())),
        ...(items.length > limit && last !== undefined && { next: last.sk }),
      };
    },
    show: async (id) => detailsOf(await read(id)),
    async revoke(id) {
      const { createdAt } = await read(id);
      const update = { setOnce: { revokedAt: now() }, expect: { createdAt } };
      return detailsOf(await change(id, update, ({ revokedAt }) => revokedAt !== undefined));
    },
    async rotate(id, rotation) {
      const key = await read(id);
      const [identity, rotatedAt] = [await options.identity(), now()];
      checkRotation(key, rotation, { status: statusOf(key, identity, rotatedAt), now: rotatedAt, maxDays });
      const presented = { id, secret: createSecret() };
      const hash = textHash(presented.secret);
      const previous = { hash: key.hash, endsAt: Math.min(rotatedAt + rotation.overlapMs, key.expiresAt) };
      const expiresAt = rotation.expiresAt ?? key.expiresAt;
      const set = { hash, rotatedAt, expiresAt, ...previousAttributes(previous) };
      const update = { set, expect: { hash: key.hash, revokedAt: undefined } };
      const stored = await change(id, update, (found) => found.hash === hash);
      return { ...describe(stored, identity, rotatedAt), key: formatKey(presented) };
    },
    async setScopes(id, scopes) {
      const key = { ...(await read(id)), scopes };
      checkKeyRequest(key, { now: now(), maxDays });
      const { scopes: text } = attributesOf(key);
      const update = { set: { scopes: text ?? '[]' }, expect: { hash: key.hash, revokedAt: undefined } };
      return detailsOf(await change(id, update, (found) => attributesOf(found).scopes === text));
    },
    async admit(id) {
      const key = await read(id);
      const identity = await options.identity();
      if (key.revokedAt !== undefined) throw new KeyNotChanged(`key ${id} is revoked for good: create another one`);
      if (key.table === identity) return detailsOf(key);
      const update = { set: { table: identity }, expect: { table: key.table, hash: key.hash, revokedAt: undefined } };
      return detailsOf(await change(id, update, (found) => found.table === identity));
    },
  };
}

function parsed(id: string, item: Item): StoredKey {
  const key = parseKeyItem(item);
  if (key === undefined) throw new Error(`the table returned another item for key ${id} than was written`);
  return key;
}

function describe(key: StoredKey, identity: string, now: number): KeyDetails {
  const { hash: _hash, previous, table: _table, ...rest } = key;
  return {
    ...rest,
    status: statusOf(key, identity, now),
    ...(previous !== undefined && { previousEndsAt: previous.endsAt }),
  };
}

function statusOf({ revokedAt, table, expiresAt }: StoredKey, identity: string, now: number): KeyStatus {
  if (revokedAt !== undefined) return 'revoked';
  if (table !== identity) return 'other-table';
  return expiresAt <= now ? 'expired' : 'active';
}

/** @throws KeyNotChanged, InvalidKeyRequest */
function checkRotation(
  { id, previous }: StoredKey,
  { overlapMs, expiresAt }: Rotation,
  { status, now, maxDays }: { readonly status: KeyStatus; readonly now: number; readonly maxDays: number },
): void {
  if (status === 'revoked') throw new KeyNotChanged(`key ${id} is revoked for good: create another one`);
  if (status === 'other-table') {
    throw new KeyNotChanged(`key ${id} was written to another table: adopt it first, or create another one`);
  }
  if (!(overlapMs >= 0 && overlapMs <= MAX_OVERLAP_DAYS * DAY_MS)) {
    throw new InvalidKeyRequest(`the overlap must be from 0 to ${MAX_OVERLAP_DAYS} days`);
  }
  if (expiresAt !== undefined) checkExpiry(expiresAt, { now, maxDays });
  else if (status === 'expired') throw new KeyNotChanged(`key ${id} has expired: specify when the new secret expires`);
  if (overlapMs === 0 || previous === undefined || previous.endsAt <= now) return;
  throw new KeyNotChanged(
    `key ${id} was rotated before, and its previous secret is valid until ${new Date(previous.endsAt).toISOString()}. ` +
      'A key has at most two secrets: wait, or rotate with an overlap of 0, which ends both',
  );
}

/** A SHA-256 as the table stores it. */
function textHash(secret: string): string {
  return hashSecret(secret).toString('base64url');
}
