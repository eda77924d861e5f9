import { isJsonObject, type JsonObject } from '../../../json.ts';
import { ALGORITHMS } from '../algorithms.ts';

/** A public key of an issuer. */
export interface VerificationKey {
  readonly kid: string | undefined;
  /** The only algorithm that the issuer uses the key with; `undefined`: any for keys of its type. */
  readonly alg: string | undefined;
  /** The public members alone. The same object for as long as the key set is in memory, by which its imported form is cached. */
  readonly jwk: PublicJwk;
  /** Equal for equal keys, so that a key is recognised after the set was read again. */
  readonly fingerprint: string;
}

/** The public members of a JWK. RFC 7517 */
interface PublicJwk {
  readonly kty: string;
  readonly [member: string]: string;
}

/** The keys of an issuer that can check signatures. */
export interface KeySet {
  /**
   * The keys that may have signed a token: those it names, with the type that the algorithm needs. A token that names no key can
   * only be checked if there is one such key.
   */
  find(alg: string, kid: string | undefined): readonly VerificationKey[];
  /** Whether the set has a key, by its fingerprint. */
  has(fingerprint: string): boolean;
}

/** Keys of an issuer. Common ones have two to ten. */
const MAX_KEYS = 100;
/** Keys with one `kid` that are tried for a token. RFC 7517 section 4.5 only recommends that they differ. */
const MAX_SAME_KID = 4;
/** NIST SP 800-131A and RFC 7518 section 3.3 require at least 2,048 bits; a longer key than any in use only costs time. */
const RSA_BITS = { least: 2_048, most: 8_192 } as const;
const MAX_EXPONENT_BYTES = 4;

/**
 * Reads a key set. Keys that cannot check signatures are left out: for encryption, symmetric, of unknown or too weak types.
 *
 * @param document RFC 7517 section 5
 * @throws Error if the document is not a key set
 */
export function parseKeySet(document: JsonObject): KeySet {
  const { keys: listed } = document;
  if (!Array.isArray(listed)) throw new Error('the key set has no list `keys`');
  if (listed.length > MAX_KEYS) throw new Error(`the key set has more than ${MAX_KEYS} keys`);
  const keys = listed.flatMap((key) => parseKey(key) ?? []);
  const fingerprints = new Set(keys.map(({ fingerprint }) => fingerprint));
  return {
    find(alg, kid) {
      const type = ALGORITHMS.get(alg);
      const fitting = keys.filter(
        ({ jwk, ...key }) =>
          jwk.kty === type?.kty && jwk.crv === type.crv && (key.alg === undefined || key.alg === alg),
      );
      if (kid === undefined) return fitting.length === 1 ? fitting : [];
      return fitting.filter((key) => key.kid === kid).slice(0, MAX_SAME_KID);
    },
    has: (fingerprint) => fingerprints.has(fingerprint),
  };
}

const TYPES = [...new Set(ALGORITHMS.values())];

function parseKey(value: unknown): VerificationKey | undefined {
  if (!isJsonObject(value)) return undefined;
  const { kid, alg, use = 'sig', key_ops: operations } = value;
  if (use !== 'sig' || (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))) {
    return undefined;
  }
  const type = TYPES.find(({ kty, crv }) => value.kty === kty && (crv === undefined || value.crv === crv));
  if (type === undefined) return undefined;
  const members = ['kty', ...(type.crv === undefined ? [] : ['crv']), ...type.members].map(
    (name) => [name, value[name]] as const,
  );
  if (!members.every((member): member is readonly [string, string] => typeof member[1] === 'string')) return undefined;
  const jwk: PublicJwk = { kty: type.kty, ...Object.fromEntries(members) };
  if (type.kty === 'RSA' && !isAcceptableRsa(jwk)) return undefined;
  return {
    kid: typeof kid === 'string' ? kid : undefined,
    alg: typeof alg === 'string' ? alg : undefined,
    jwk,
    fingerprint: JSON.stringify(members),
  };
}

function isAcceptableRsa({ n = '', e = '' }: PublicJwk): boolean {
  const modulus = Buffer.from(n, 'base64url');
  const start = modulus.findIndex((byte) => byte !== 0);
  if (start < 0) return false;
  const bits = (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
  const exponent = Buffer.from(e, 'base64url').length;
  return bits >= RSA_BITS.least && bits <= RSA_BITS.most && exponent > 0 && exponent <= MAX_EXPONENT_BYTES;
}
