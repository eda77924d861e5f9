import { ASKED, CLAIMS, deploy, ISSUER, KEY, mint, NOW, principalOf } from './support/deployment.ts';
import { assemble, ecKey, ed25519Key, hmacSigner, part, rsaKey, type SigningKey, signerOf } from './support/issuer.ts';

const ATTACKER = rsaKey('k1');

/** Tokens that prove nothing, each with what its refusal says. */
const REFUSED: Readonly<Record<string, readonly [token: string, reason: RegExp]>> = {
  'no token at all': ['', /not a signed/],
  text: ['token', /not a signed/],
  'four parts': [`${mint()}.x`, /not a signed/],
  'an encrypted token': ['a.b.c.d.e', /not a signed/],
  'characters that are not base64url': [mint().replace('.', '+.'), /not a signed/],
  padding: [mint().replace('.', '=.'), /not a signed/],
  'a line break after the token': [`${mint()}\n`, /not a signed/],
  'a header that is not JSON': [`${part('{')}.${part(CLAIMS)}.AA`, /not a signed/],
  'a header that is a list': [`${part([])}.${part(CLAIMS)}.AA`, /not a signed/],
  'claims that are not UTF-8': [
    withClaims(Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'al\xffce' }), 'latin1')),
    /not a signed/,
  ],
  'a deep header': [`${part(`{"a":${'['.repeat(50)}${']'.repeat(50)}}`)}.${part(CLAIMS)}.AA`, /nests deeper/],
  'deep claims': [mint({ deep: JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`) }), /nests deeper/],
  'a huge token': [mint({ padding: 'x'.repeat(20_000) }), /longer than/],

  'no signature': [`${part({ alg: 'none' })}.${part(CLAIMS)}.`, /not a signed/],
  'alg none': [assemble({ alg: 'none' }, CLAIMS, () => Buffer.from('x')), /algorithm/],
  'alg None, in other letters': [assemble({ alg: 'nOnE', kid: 'k1' }, CLAIMS, () => Buffer.from('x')), /algorithm/],
  'no alg': [mint({}, { alg: undefined }), /algorithm/],
  'an alg that is a list': [mint({}, { alg: ['RS256'] }), /algorithm/],
  'an alg of the prototype': [mint({}, { alg: 'toString' }), /algorithm/],
  'the public key as a secret': [
    assemble(
      { alg: 'HS256', kid: 'k1', typ: 'JWT' },
      CLAIMS,
      hmacSigner(KEY.publicKey.export({ type: 'spki', format: 'pem' }) as string),
    ),
    /algorithm/,
  ],
  'the public key as a secret, under an accepted name': [
    assemble(
      { alg: 'RS256', kid: 'k1', typ: 'JWT' },
      CLAIMS,
      hmacSigner(KEY.publicKey.export({ type: 'spki', format: 'der' }) as Buffer),
    ),
    /signature/,
  ],
  'an accepted algorithm for a key of another type': [mint({}, { alg: 'ES256' }), /signature/],
  'an algorithm that is not pinned': [mint({}, {}, { alg: 'RS512' }), /algorithm/],

  'another key with the same kid': [mint({}, {}, { key: ATTACKER }), /signature/],
  'changed claims': [mint().replace(/\.[^.]+\./, `.${part({ ...CLAIMS, sub: 'mallory' })}.`), /signature/],
  'a changed header': [mint().replace(/^[^.]+\./, `${part({ alg: 'PS256', kid: 'k1' })}.`), /signature/],
  'the signature of another token': [
    `${mint({ sub: 'mallory' }).split('.').slice(0, 2).join('.')}.${mint().split('.')[2]}`,
    /signature/,
  ],

  'its own key set': [mint({}, { jku: 'https://attacker.example/keys' }, { key: ATTACKER }), /jku/],
  'its own key': [mint({}, { jwk: ATTACKER.jwk }, { key: ATTACKER }), /jwk/],
  'a link to a certificate': [mint({}, { x5u: 'https://attacker.example/cert' }), /x5u/],
  'a certificate': [mint({}, { x5c: ['MIIB'] }), /x5c/],
  'an extension to understand': [mint({}, { crit: ['exp'] }), /crit/],
  'an empty list of extensions': [mint({}, { crit: [] }), /crit/],
  'an unencoded payload': [mint({}, { b64: false }), /b64/],

  'a kid that is a path': [mint({}, { kid: '../../../../dev/null' }), /signature/],
  'a kid that is a query': [mint({}, { kid: "k1' OR '1'='1" }), /signature/],
  'a kid of the prototype': [mint({}, { kid: '__proto__' }), /signature/],
  'a huge kid': [mint({}, { kid: 'k'.repeat(5_000) }), /names its key/],
  'a kid that is a number': [mint({}, { kid: 1 }), /names its key/],
  'a kid that is null': [mint({}, { kid: null }), /names its key/],
  'a kid of a list': [mint({}, { kid: ['k1'] }), /names its key/],
  'a kid twice, of which the last counts': [
    assemble(`{"alg":"RS256","kid":"k1","kid":"k2"}`, CLAIMS, signerOf('RS256', KEY.privateKey)),
    /signature/,
  ],

  'no issuer': [mint({ iss: undefined }), /issuer/],
  'another issuer': [mint({ iss: 'https://attacker.example' }), /issuer/],
  'a trailing slash at the issuer': [mint({ iss: `${ISSUER}/` }), /issuer/],
  'the issuer in other letters': [mint({ iss: ISSUER.toUpperCase() }), /issuer/],
  'a list of issuers': [mint({ iss: [ISSUER] }), /issuer/],
  'an issuer of the prototype': [mint({ iss: '__proto__' }), /issuer/],

  'no exp': [mint({ exp: undefined }), /no exp/],
  'an exp that is text': [mint({ exp: '99999999999' }), /exp is not a time/],
  'an exp that is null': [mint({ exp: null }), /exp is not a time/],
  'an endless exp': [
    assemble(
      { alg: 'RS256', kid: 'k1' },
      JSON.stringify(CLAIMS).replace(/"exp":\d+/, '"exp":1e999'),
      signerOf('RS256', KEY.privateKey),
    ),
    /exp is not a time/,
  ],
  'an expired token': [mint({ exp: NOW / 1000 - 1 }), /expired/],
  'a token that expires now': [mint({ exp: NOW / 1000 }), /expired/],
  'a token of the future': [mint({ nbf: NOW / 1000 + 61 }), /not valid yet/],
  'a token issued in the future': [mint({ iat: NOW / 1000 + 61 }), /not valid yet/],
  'an nbf that is text': [mint({ nbf: 'now' }), /nbf is not a time/],

  'no audience': [mint({ aud: undefined }), /no aud/],
  'an empty audience': [mint({ aud: [] }), /another server/],
  'the audience of another server': [mint({ aud: 'https://mcp.example.com/mcp/billing' }), /another server/],
  'the start of the audience': [mint({ aud: 'https://mcp.example.com' }), /another server/],
  'more than the audience': [mint({ aud: `${ASKED[0]}/../billing` }), /another server/],
  'an audience that is an object': [mint({ aud: { 0: ASKED[0] } }), /aud is neither/],

  'no sub': [mint({ sub: undefined }), /no sub/],
  'an empty sub': [mint({ sub: '' }), /no sub/],
  'a sub that is a number': [mint({ sub: 7 }), /no sub/],
  'a sub with an unpaired surrogate': [
    assemble(
      { alg: 'RS256', kid: 'k1' },
      JSON.stringify(CLAIMS).replace('alice', '\\ud800'),
      signerOf('RS256', KEY.privateKey),
    ),
    /no sub/,
  ],
  'a sub with a line break': [mint({ sub: 'alice\nadmin' }), /no sub/],
  'a huge sub': [mint({ sub: 'a'.repeat(4_000) }), /no sub/],
};

describe('a token is refused with', () => {
  test.each(Object.entries(REFUSED))('%s', async (_, [token, reason]) => {
    const verdict = await deploy().verify(token);

    expect(verdict).toEqual({ kind: 'invalid', description: expect.stringMatching(reason) });
    // A quoted string of WWW-Authenticate carries the reason as it is.
    expect(verdict).toMatchObject({ description: expect.stringMatching(/^[ !#-[\]-~]{1,120}$/) });
  });
});

const KINDS: Readonly<Record<string, (kid: string) => SigningKey>> = {
  RS256: rsaKey,
  RS384: rsaKey,
  RS512: rsaKey,
  PS256: rsaKey,
  PS384: rsaKey,
  PS512: rsaKey,
  ES256: (kid) => ecKey(kid, 'P-256'),
  ES384: (kid) => ecKey(kid, 'P-384'),
  ES512: (kid) => ecKey(kid, 'P-521'),
  EdDSA: ed25519Key,
};
const ALGORITHMS = Object.keys(KINDS);

describe('algorithms', () => {
  test.each(ALGORITHMS)('%s is accepted where the stage pins it, and no other is', async (alg) => {
    const key = KINDS[alg]?.('k1') ?? KEY;
    const token = mint({}, {}, { key, alg });
    const pinned = deploy({ algorithms: [alg] });
    pinned.keys = [key.jwk];
    const others = deploy({ algorithms: ALGORITHMS.filter((other) => other !== alg) });
    others.keys = [key.jwk];

    expect(await principalOf(pinned.verify(token))).toMatchObject({ id: `user:${ISSUER}|alice` });
    expect(await others.verify(token)).toMatchObject({ kind: 'invalid' });
  });

  test('are RS256, ES256, PS256 and EdDSA where the stage names none', async () => {
    const accepted = [];
    for (const alg of ALGORITHMS) {
      const key = KINDS[alg]?.('k1') ?? KEY;
      const deployment = deploy();
      deployment.keys = [key.jwk];
      if ((await deployment.verify(mint({}, {}, { key, alg }))).kind === 'valid') accepted.push(alg);
    }

    expect(accepted).toEqual(['RS256', 'PS256', 'ES256', 'EdDSA']);
  });

  test.each(['none', 'HS256', 'HS512', 'RSA1_5', 'ES256K', ''])('%s cannot be pinned', (alg) => {
    expect(() => deploy({ algorithms: [alg] })).toThrow('expected some of RS256');
  });

  test('an empty list cannot be pinned', () => {
    expect(() => deploy({ algorithms: [] })).toThrow('found none; expected some of RS256');
  });

  test('a key whose alg is not a text counts as one without', async () => {
    const deployment = deploy();
    deployment.keys = [{ ...KEY.jwk, alg: 7 }];

    expect(await deployment.verify(mint())).toMatchObject({ kind: 'valid' });
  });

  test('a key that its issuer uses with one algorithm checks no other', async () => {
    const deployment = deploy();
    deployment.keys = [{ ...KEY.jwk, alg: 'RS256' }];

    expect(await deployment.verify(mint({}, {}, { alg: 'PS256' }))).toMatchObject({ kind: 'invalid' });
    expect(await deployment.verify(mint())).toMatchObject({ kind: 'valid' });
  });
});

describe('keys of an issuer', () => {
  const SECRET = Buffer.alloc(32, 7);
  const WEAK = rsaKey('k1', 1024);

  test.each<readonly [name: string, key: object, token: string]>([
    ['a short RSA key', WEAK.jwk, mint({}, {}, { key: WEAK })],
    ['a key for encryption', { ...KEY.jwk, use: 'enc' }, mint()],
    ['a key for other operations', { ...KEY.jwk, key_ops: ['encrypt'] }, mint()],
    ['a key with another kid', { ...KEY.jwk, kid: 'k2' }, mint()],
    ['a key without kid, for a token with one', { ...KEY.jwk, kid: undefined }, mint()],
    ['a key of an unknown type', { ...KEY.jwk, kty: 'XYZ' }, mint()],
    ['a key without its modulus', { ...KEY.jwk, n: undefined }, mint()],
    ['a modulus of zeros', { ...KEY.jwk, n: 'A'.repeat(400) }, mint()],
    ['a huge exponent', { ...KEY.jwk, e: 'A'.repeat(400) }, mint()],
    [
      'a point that is not on the curve',
      { ...ecKey('k1').jwk, x: 'AAAA' },
      mint({}, {}, { key: ecKey('k1'), alg: 'ES256' }),
    ],
    [
      'a symmetric key',
      { kty: 'oct', kid: 'k1', k: SECRET.toString('base64url'), alg: 'HS256' },
      assemble({ alg: 'HS256', kid: 'k1' }, CLAIMS, hmacSigner(SECRET)),
    ],
    [
      'a symmetric key for an accepted algorithm',
      { kty: 'oct', kid: 'k1', k: SECRET.toString('base64url'), alg: 'RS256' },
      assemble({ alg: 'RS256', kid: 'k1' }, CLAIMS, hmacSigner(SECRET)),
    ],
  ])('%s checks no token', async (_, key, token) => {
    const deployment = deploy();
    deployment.keys = [key];

    expect(await deployment.verify(token)).toMatchObject({ kind: 'invalid' });
  });

  test('are tried one after the other if they share a kid', async () => {
    const deployment = deploy();
    deployment.keys = [ATTACKER.jwk, ecKey('k1').jwk, null as never, KEY.jwk];

    expect(await deployment.verify(mint())).toMatchObject({ kind: 'valid' });
  });

  test('check a token without kid only if there is no choice', async () => {
    const deployment = deploy();
    const token = mint({}, { kid: undefined });
    deployment.keys = [ecKey('e').jwk, KEY.jwk];
    const ambiguous = deploy();
    ambiguous.keys = [rsaKey('k2').jwk, KEY.jwk];

    expect(await deployment.verify(token)).toMatchObject({ kind: 'valid' });
    expect(await ambiguous.verify(token)).toMatchObject({ kind: 'invalid' });
  });

  test('of one issuer check no token of another', async () => {
    const other = 'https://other.example.com';
    const deployment = deploy({}, { issuers: [{ issuer: ISSUER }, { issuer: other }] });
    const served = rsaKey('k1');
    deployment.keys = () =>
      JSON.parse(JSON.stringify({ keys: [deployment.gets.at(-1)?.startsWith(other) ? served.jwk : KEY.jwk] }));

    expect(await deployment.verify(mint({ iss: other }))).toMatchObject({ kind: 'invalid' });
    expect(await deployment.verify(mint({ iss: other }, {}, { key: served }))).toMatchObject({ kind: 'valid' });
    expect(await deployment.verify(mint({}, {}, { key: served }))).toMatchObject({ kind: 'invalid' });
    expect(await deployment.verify(mint())).toMatchObject({ kind: 'valid' });
  });
});

/** A token with a valid signature of these bytes. */
function withClaims(claims: Buffer): string {
  const input = `${part({ alg: 'RS256', kid: KEY.kid })}.${claims.toString('base64url')}`;
  return `${input}.${signerOf('RS256', KEY.privateKey)(input).toString('base64url')}`;
}
