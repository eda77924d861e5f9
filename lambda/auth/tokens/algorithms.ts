/** The keys that an algorithm takes. RFC 7518 section 6, RFC 8037 section 2 */
interface KeyType {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly crv?: string;
  /** The members of a public key. Nothing else of a key is read: neither private members nor certificates. */
  readonly members: readonly string[];
}

const RSA: KeyType = { kty: 'RSA', members: ['n', 'e'] };
const ec = (crv: string): KeyType => ({ kty: 'EC', crv, members: ['x', 'y'] });
const ED25519: KeyType = { kty: 'OKP', crv: 'Ed25519', members: ['x'] };

/**
 * The signature algorithms that a stage may accept, each with the only keys that it takes. All are asymmetric: `none` and the HMAC
 * algorithms, which would turn an issuer's public key into a secret, do not exist here. RFC 8725 section 3.1
 */
export const ALGORITHMS: ReadonlyMap<string, KeyType> = new Map([
  ['RS256', RSA],
  ['RS384', RSA],
  ['RS512', RSA],
  ['PS256', RSA],
  ['PS384', RSA],
  ['PS512', RSA],
  ['ES256', ec('P-256')],
  ['ES384', ec('P-384')],
  ['ES512', ec('P-521')],
  ['EdDSA', ED25519],
]);

/** Accepted where the stage names none for an issuer. */
export const DEFAULT_ALGORITHMS: readonly string[] = ['RS256', 'ES256', 'PS256', 'EdDSA'];
