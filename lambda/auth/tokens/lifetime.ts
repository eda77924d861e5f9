import type { JsonObject } from '../../json.ts';
import { TokenRefused } from './refused.ts';

/** When a token is valid, epoch milliseconds. */
interface Lifetime {
  readonly issuedAt: number | undefined;
  readonly expiresAt: number;
}

/** Milliseconds that an issuer's clock may be ahead of ours. The end of a token has no tolerance. RFC 7519 sections 4.1.4, 4.1.5 */
const SKEW_MS = 60_000;
/** The last moment that a `Date` can represent, in seconds. */
const MAX_SECONDS = 8.64e12;

/**
 * Reads the times of a token. Its end is judged at each use.
 *
 * @param now epoch milliseconds
 * @throws TokenRefused for a token that has no `exp`, or is not valid yet
 */
export function readLifetime(claims: JsonObject, now: number): Lifetime {
  const expiresAt = readTime(claims, 'exp');
  const notBefore = readTime(claims, 'nbf');
  const issuedAt = readTime(claims, 'iat');
  if (expiresAt === undefined) throw new TokenRefused('The token has no exp');
  if (Math.max(notBefore ?? 0, issuedAt ?? 0) > now + SKEW_MS) throw new TokenRefused('The token is not valid yet');
  return { issuedAt, expiresAt };
}

function readTime(claims: JsonObject, name: string): number | undefined {
  const seconds = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (seconds === undefined) return undefined;
  if (typeof seconds !== 'number' || Math.abs(seconds) > MAX_SECONDS) {
    throw new TokenRefused(`The token's ${name} is not a time`);
  }
  return seconds * 1000;
}
