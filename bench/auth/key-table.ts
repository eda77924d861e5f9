import { formatKey, hashSecret } from '../../lambda/auth/keys/format.ts';
import { attributesOf, KEYS_PARTITION } from '../../lambda/auth/keys/key-item.ts';
import type { Item, TableReader } from '../../lambda/table/index.ts';

/** A table with many keys. */
export interface KeyTable {
  readonly table: TableReader;
  /** Identifies the table. */
  readonly identity: string;
  /** Reads of the partition of keys so far. */
  reads(): number;
}

const IDENTITY = 'bench-table';
const ID_LENGTH = 12;
const SECRET_LENGTH = 43;

/** The text of a key of the table. Secrets that can be guessed cost as much to check as others. */
export function keyText(number: number): string {
  return formatKey({ id: idOf(number), secret: secretOf(number) });
}

/** Puts keys in memory before a table that has everything else. They are found by their id, as in DynamoDB. */
export function createKeyTable(count: number, rest: TableReader): KeyTable {
  const hashes = new Map<string, string>();
  for (let number = 0; number < count; number++) {
    hashes.set(idOf(number), hashSecret(secretOf(number)).toString('base64url'));
  }
  let reads = 0;
  return {
    identity: IDENTITY,
    reads: () => reads,
    table: {
      async get(key) {
        if (key.pk !== KEYS_PARTITION) return rest.get(key);
        reads++;
        const hash = hashes.get(key.sk);
        return hash === undefined ? undefined : itemOf(key.sk, hash);
      },
      query: (range) => rest.query(range),
    },
  };
}

function itemOf(id: string, hash: string): Item {
  const createdAt = Date.now() - 86_400_000;
  const expiresAt = createdAt + 30 * 86_400_000;
  const key = {
    id,
    name: 'bench',
    owner: 'bench',
    scopes: ['orders:read'],
    createdAt,
    expiresAt,
    hash,
    table: IDENTITY,
  };
  return { pk: KEYS_PARTITION, sk: id, ...attributesOf(key) };
}

function idOf(number: number): string {
  return String(number).padStart(ID_LENGTH, '0');
}

function secretOf(number: number): string {
  return String(number).padStart(SECRET_LENGTH, 'k');
}
