import {
  constants,
  createHmac,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  type SignKeyObjectInput,
  sign,
} from 'node:crypto';

/** A key pair of an issuer. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** As the issuer publishes it. */
  readonly jwk: JsonWebKey & Readonly<Record<string, unknown>>;
}

/** Makes an RSA key pair. */
export function rsaKey(kid: string, modulusLength = 2048): SigningKey {
  return keyOf(kid, generateKeyPairSync('rsa', { modulusLength }));
}

/** Makes a key pair on a curve. */
export function ecKey(kid: string, namedCurve = 'P-256'): SigningKey {
  return keyOf(kid, generateKeyPairSync('ec', { namedCurve }));
}

export function ed25519Key(kid: string): SigningKey {
  return keyOf(kid, generateKeyPairSync('ed25519'));
}

function keyOf(kid: string, { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): SigningKey {
  return { kid, publicKey, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' } };
}

/** Encodes one part of a token. */
export function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** Puts a token together, whatever its parts are. */
export function assemble(header: unknown, claims: unknown, signer: (input: string) => Buffer): string {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${signer(input).toString('base64url')}`;
}

/** Signs with a private key, as an algorithm asks. RFC 7518 section 3 */
export function signerOf(alg: string, key: KeyObject): (input: string) => Buffer {
  const bits = alg.slice(2);
  const digest = alg === 'EdDSA' ? null : `sha${bits}`;
  const options: Readonly<Record<string, Omit<SignKeyObjectInput, 'key'>>> = {
    ES: { dsaEncoding: 'ieee-p1363' },
    PS: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(bits) / 8 },
  };
  return (input) => sign(digest, Buffer.from(input), { key, ...options[alg.slice(0, 2)] });
}

/** Signs with a secret: what an attacker does with a public key. */
export function hmacSigner(secret: string | Buffer): (input: string) => Buffer {
  return (input) => createHmac('sha256', secret).update(input).digest();
}
