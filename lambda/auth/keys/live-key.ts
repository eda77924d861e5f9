import { timingSafeEqual } from 'node:crypto';
import type { ExpandScopes } from '../implies.ts';
import type { Principal } from '../principal.ts';
import { keyPrincipalId } from '../principal-id.ts';
import type { Verdict } from '../verdict.ts';
import type { StoredKey } from './key-item.ts';

/** A key in memory, with everything that a request needs of it prepared. */
export interface LiveKey {
  /** The caller that the key admits; the same object for as long as the key is unchanged, because caches refer to it. */
  readonly principal: Principal;
  /** The current secret, then the previous one if a rotation left it valid. */
  readonly secrets: readonly LiveSecret[];
}

interface LiveSecret {
  readonly hash: Buffer;
  /** Epoch milliseconds. */
  readonly endsAt: number;
  readonly valid: Verdict;
}

/** The response for every key that cannot be or become valid: it does not tell a revoked key from one that never existed. */
export const REFUSED: Verdict = { kind: 'invalid', description: 'The API key is not valid' };
const EXPIRED: Verdict = { kind: 'invalid', description: 'The API key has expired' };

/** Prepares a key for requests. */
export function prepareKey(key: StoredKey, expandScopes: ExpandScopes): LiveKey {
  const { id, servers, limits, createdAt, expiresAt, previous } = key;
  const principal: Principal = {
    kind: 'key',
    id: keyPrincipalId(id),
    scopes: expandScopes(key.scopes),
    ...(servers !== undefined && { servers: new Set(servers) }),
    issuedAt: createdAt,
    expiresAt,
    ...(limits !== undefined && { limits }),
  };
  const current = { hash: key.hash, endsAt: expiresAt, principal };
  const endsAt = Math.min(previous?.endsAt ?? 0, expiresAt);
  const before = previous && { hash: previous.hash, endsAt, principal: { ...principal, expiresAt: endsAt } };
  const secrets = [current, ...(before === undefined ? [] : [before])].map((secret) => ({
    hash: Buffer.from(secret.hash, 'base64url'),
    endsAt: secret.endsAt,
    valid: { kind: 'valid', principal: secret.principal } as const,
  }));
  return { principal, secrets };
}

/**
 * Judges a secret by its hash, which is compared in constant time.
 *
 * @param now epoch milliseconds
 */
export function judgeSecret({ secrets }: LiveKey, presented: Buffer, now: number): Verdict {
  let found: LiveSecret | undefined;
  for (const known of secrets) if (timingSafeEqual(known.hash, presented)) found = known;
  if (found === undefined) return REFUSED;
  return now < found.endsAt ? found.valid : EXPIRED;
}
