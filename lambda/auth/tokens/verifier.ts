import { hash } from 'node:crypto';
import { compactVerify } from 'jose/jws/compact/verify';
import { createLru } from '../../cache/index.ts';
import type { GetJson } from '../../outbound/index.ts';
import type { After } from '../../timeout.ts';
import { createScopeExpansion } from '../implies.ts';
import type { Principal } from '../principal.ts';
import type { AuthSettings } from '../settings.ts';
import type { Verdict, VerifyToken } from '../verdict.ts';
import { intendedBy } from './audience.ts';
import { assertSize, decodeToken } from './decode.ts';
import { checkHeader, type SignatureHeader } from './header.ts';
import { type ReadClaims, type TrustedIssuer, trustIssuer } from './issuer.ts';
import { createIssuerKeys, type KeySet, type VerificationKey } from './issuer-keys/index.ts';
import { claimOf } from './names.ts';
import { TokenRefused } from './refused.ts';

/** What checking tokens needs beside the stage's settings. */
interface TokenVerifierOptions {
  /** Reads metadata and keys of issuers. */
  readonly getJson: GetJson;
  /** The clock, epoch milliseconds. It may step. */
  readonly now: () => number;
  readonly after: After;
  /** Receives the error of a read for which a copy served, and of one that made tokens uncheckable. */
  readonly report: (error: unknown) => void;
}

/** A token whose signature and claims were checked, and what changes from request to request or while it is in memory. */
interface Accepted {
  readonly issuer: TrustedIssuer;
  /** The key that signed it. */
  readonly fingerprint: string;
  readonly read: ReadClaims;
  readonly verdict: Verdict;
}

/** A token to check, and for what. */
interface TokenRequest {
  readonly token: string;
  /** SHA-256 of the token. */
  readonly digest: string;
  /** The resource identifiers of the request's path. */
  readonly audiences: readonly string[];
}

/** Tokens in memory, and about how many bytes what is kept of them takes. */
const CACHED = { entries: 5_000, weight: 16_777_216 } as const;
/** What a scope or a group takes in memory beside its characters: some tokens have thousands, and `implies` adds to them. */
const NAME_BYTES = 48;
const RETRY_SECONDS = 5;
const UNAVAILABLE: Verdict = { kind: 'unavailable', retryAfterSeconds: RETRY_SECONDS };

/**
 * Creates the check of tokens for a stage: an OAuth 2.1 resource server.
 *
 * A token is accepted if the issuer that its `iss` names exactly signed it with one of its present keys and a pinned algorithm, if it
 * is an access token that is valid now, and if it is for the server that the request names. Its principal is kept under the
 * token's SHA-256 until it expires; whether the key is still the issuer's, the time and the audience are judged at each use, without
 * a promise while the issuer's keys are young. The deny list is the caller's part.
 *
 * RFC 6750, RFC 7515, RFC 7519, RFC 8707, RFC 8725, RFC 9068
 *
 * @throws Error when the stage's settings are invalid
 */
export function createTokenVerifier(
  settings: Pick<AuthSettings, 'issuers' | 'implies' | 'claims'>,
  { getJson, now, after, report }: TokenVerifierOptions,
): VerifyToken {
  const issuers = trustIssuers(settings);
  const keys = createIssuerKeys({ getJson, now, after, report, issuers: Math.max(1, issuers.size) });
  const accepted = createLru<Accepted>(CACHED);

  return (token, audiences) => {
    try {
      assertSize(token);
      const request = { token, digest: hash('sha256', token, 'base64'), audiences };
      const known = accepted.get(request.digest);
      if (known === undefined) return check(request).catch(toVerdict);
      const present = keys.current(known.issuer.issuer);
      if (!(present instanceof Promise)) return judgeAgain(known, present, request);
      return present.then((set) => judgeAgain(known, set, request)).catch(toVerdict);
    } catch (error) {
      return toVerdict(error);
    }
  };

  function judgeAgain(known: Accepted, present: KeySet, request: TokenRequest): Verdict | Promise<Verdict> {
    if (present.has(known.fingerprint)) return judge(known, request.audiences);
    accepted.delete(request.digest);
    return check(request).catch(toVerdict);
  }

  async function check({ token, digest, audiences }: TokenRequest): Promise<Verdict> {
    const { header, claims } = decodeToken(token);
    const issuer = issuerOf(claimOf(claims, 'iss'));
    const signature = checkHeader(header, issuer.algorithms);
    const { fingerprint } = await findSigner(token, issuer.issuer, signature);
    const read = issuer.readClaims(claims, signature, now());
    const found: Accepted = { issuer, fingerprint, read, verdict: { kind: 'valid', principal: read.principal } };
    accepted.set(digest, found, weightOf(token, read.principal));
    return judge(found, audiences);
  }

  function issuerOf(iss: unknown): TrustedIssuer {
    const issuer = typeof iss === 'string' ? issuers.get(iss) : undefined;
    if (issuer === undefined) throw new TokenRefused('The token is not from an issuer that is accepted here');
    return issuer;
  }

  /** The key that signed the token. @throws TokenRefused if none of the issuer's did */
  async function findSigner(token: string, issuer: string, { alg, kid }: SignatureHeader): Promise<VerificationKey> {
    let candidates = (await keys.current(issuer)).find(alg, kid);
    if (candidates.length === 0) candidates = (await keys.refetch(issuer)).find(alg, kid);
    for (const key of candidates) if (await isSignedBy(token, key, alg)) return key;
    throw new TokenRefused('The signature of the token is not valid');
  }

  function judge({ issuer, read, verdict }: Accepted, audiences: readonly string[]): Verdict {
    if (read.principal.expiresAt <= now()) return EXPIRED;
    const intended = intendedBy(read.audience, audiences, issuer.audiences);
    if (intended === undefined) return OTHER_AUDIENCE;
    return intended === 'stage' && read.mayBeIdToken ? NOT_AN_ACCESS_TOKEN : verdict;
  }

  function toVerdict(error: unknown): Verdict {
    if (error instanceof TokenRefused) return { kind: 'invalid', description: error.message };
    report(error);
    return UNAVAILABLE;
  }
}

function weightOf({ length }: string, { scopes, groups = [] }: Principal): number {
  return length + NAME_BYTES * (scopes.size + groups.length);
}

const EXPIRED: Verdict = { kind: 'invalid', description: 'The token has expired' };
const NOT_AN_ACCESS_TOKEN: Verdict = { kind: 'invalid', description: 'The token is not an access token' };
const OTHER_AUDIENCE: Verdict = { kind: 'invalid', description: 'The token was issued for another server' };

function trustIssuers({ issuers = [], implies, claims }: Pick<AuthSettings, 'issuers' | 'implies' | 'claims'>) {
  const expand = createScopeExpansion(implies);
  const trusted = new Map<string, TrustedIssuer>();
  for (const settings of issuers) {
    if (trusted.has(settings.issuer)) throw new Error(`auth.issuers: ${settings.issuer} is listed twice`);
    trusted.set(settings.issuer, trustIssuer(settings, claims, expand));
  }
  return trusted;
}

async function isSignedBy(token: string, { jwk }: VerificationKey, alg: string): Promise<boolean> {
  try {
    await compactVerify(token, jwk, { algorithms: [alg] });
    return true;
  } catch {
    return false; // a wrong signature, or a key that cannot be used
  }
}
