import { parseKeySet } from '../../../../../lambda/auth/tokens/issuer-keys/key-set.ts';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { ecKey, ed25519Key } from '../support/issuer.ts';

/** An RSA key whose modulus has these bytes; it need not be a real one to be looked at. */
function rsa(modulus: readonly [first: number, length: number], exponent = [1, 0, 1]): JsonObject {
  const bytes = Buffer.alloc(modulus[1], 0xff);
  bytes[0] = modulus[0];
  return { kty: 'RSA', kid: 'k', n: bytes.toString('base64url'), e: Buffer.from(exponent).toString('base64url') };
}

/** Whether a key set uses a key for an algorithm. */
function uses(key: JsonObject, alg: string): boolean {
  return parseKeySet({ keys: [key] }).find(alg, 'k').length === 1;
}

const json = (value: object): JsonObject => JSON.parse(JSON.stringify(value));
const EC = json(ecKey('k').jwk);
const ED = json(ed25519Key('k').jwk);

describe('a key set', () => {
  test.each<readonly [bits: number, key: JsonObject, used: boolean]>([
    [2047, rsa([0x7f, 256]), false],
    [2048, rsa([0x80, 256]), true],
    [2048, rsa([0x00, 257]), true],
    [2047, { ...rsa([0, 257]), n: Buffer.from([0, 0x7f, ...Buffer.alloc(255, 0xff)]).toString('base64url') }, false],
    [4096, rsa([0xff, 512]), true],
    [8192, rsa([0xff, 1024]), true],
    [8193, rsa([0x01, 1025]), false],
    [0, { ...rsa([0, 1]), n: Buffer.alloc(512).toString('base64url') }, false],
    [0, { ...rsa([0, 1]), n: '' }, false],
  ])('uses an RSA key of %i bits or does not: %#', (_, key, used) => {
    expect(uses(key, 'RS256')).toBe(used);
    expect(uses(key, 'PS512')).toBe(used);
    expect(uses(key, 'ES256')).toBe(false);
  });

  test.each([
    [[3], true],
    [[1, 0, 0, 1], true],
    [[1, 0, 0, 0, 1], false],
    [[], false],
  ])('uses an RSA key with the exponent %j: %j', (exponent, used) => {
    expect(uses(rsa([0xff, 256], exponent), 'RS256')).toBe(used);
  });

  test.each<readonly [name: string, key: JsonObject]>([
    ['without a coordinate', { ...EC, y: undefined }],
    ['with a coordinate that is no text', { ...EC, x: 7 }],
    ['on another curve', { ...EC, crv: 'P-384' }],
    ['on no curve', { ...EC, crv: undefined }],
    ['of another type', { ...EC, kty: 'RSA' }],
    ['for encryption', { ...EC, use: 'enc' }],
    ['to sign with', { ...EC, key_ops: ['sign'] }],
    ['with operations that are no list', { ...EC, key_ops: 'verify' }],
    ['for another algorithm', { ...EC, alg: 'ES384' }],
    ['with another kid', { ...EC, kid: 'K' }],
    ['with a kid that is no text', { ...EC, kid: ['k'] }],
  ])('uses no key %s', (_, key) => {
    expect(uses(key, 'ES256')).toBe(false);
  });

  test('uses a key for what its type and members allow', () => {
    expect(uses(EC, 'ES256')).toBe(true);
    expect(uses({ ...EC, use: 'sig', key_ops: ['verify'], alg: 'ES256' }, 'ES256')).toBe(true);
    expect(uses(ED, 'EdDSA')).toBe(true);
    expect(uses(ED, 'ES256')).toBe(false);
    expect(uses({ kty: 'oct', kid: 'k', k: 'AAAA' }, 'HS256')).toBe(false);
    expect(uses(EC, 'toString')).toBe(false);
  });

  test('passes on public members alone', () => {
    const [key] = parseKeySet({ keys: [{ ...EC, d: 'secret', x5c: ['MIIB'] }] }).find('ES256', 'k');

    expect(key?.jwk).toEqual({ kty: 'EC', crv: 'P-256', x: EC.x, y: EC.y });
  });

  test('recognises a key after its other members changed, and no other key', () => {
    const before = parseKeySet({ keys: [EC] }).find('ES256', 'k')[0]?.fingerprint ?? '';

    expect(parseKeySet({ keys: [ED, { ...EC, kid: 'new', x5t: 'new' }] }).has(before)).toBe(true);
    expect(parseKeySet({ keys: [ED, json(ecKey('k').jwk)] }).has(before)).toBe(false);
  });

  test('tries at most four keys with one kid', () => {
    const keys = Array.from({ length: 10 }, () => EC);

    expect(parseKeySet({ keys }).find('ES256', 'k')).toHaveLength(4);
  });

  test.each([
    [{}, 'no list `keys`'],
    [{ keys: { length: 0 } }, 'no list `keys`'],
    [{ keys: Array.from({ length: 101 }, () => ({})) }, 'more than 100 keys'],
  ])('is a bounded list: %#', (document, reason) => {
    expect(() => parseKeySet(document)).toThrow(reason);
  });
});
