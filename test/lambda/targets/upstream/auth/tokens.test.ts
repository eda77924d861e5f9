import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { type JWTPayload, jwtVerify } from 'jose';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { prepareHttp } from '../../../../../lambda/targets/http/index.ts';
import type { TargetEnvironment } from '../../../../../lambda/targets/types.ts';
import { type FakeAws, startAws } from '../../http/aws.ts';
import { startUpstream, type Upstream } from '../../http/upstream.ts';
import { callContext, environment, resultOf, toolOf } from '../../support.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PKCS1 = rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const PKCS8 = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let aws: FakeAws;
let upstream: Upstream;
/** What the token endpoint answers next. */
let endpoint: (form: URLSearchParams, authorization: string | undefined) => [status: number, body: JsonObject];

beforeAll(async () => {
  aws = await startAws();
  upstream = await startUpstream((request, response) => {
    const seen = upstream.seen.at(-1);
    const isToken = request.url?.startsWith('/token') ?? false;
    const [status, body]: [number, JsonObject] = isToken
      ? endpoint(new URLSearchParams(seen?.body), request.headers.authorization)
      : [200, { auth: request.headers.authorization ?? null }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
});
beforeEach(() => {
  aws.secrets.clear();
  upstream.seen.length = 0;
});
afterAll(() => Promise.all([upstream.close(), aws.close()]));

const store = (name: string, value: string) => aws.secrets.set(`spillway/test/test/${name}`, value);

/** Calls a tool, and gives what its request carried. */
async function authorized(auth: JsonObject, stage: TargetEnvironment = environment()) {
  const tool = toolOf({ type: 'http', url: `${upstream.origin}/a`, auth });
  const result = await resultOf(
    prepareHttp(tool, stage),
    {},
    callContext({ secretHosts: () => [upstream.host], timeoutMs: 60_000 }),
  );
  expect(JSON.stringify(result)).toContain('[secret]');
  return upstream.seen.at(-1)?.headers.authorization ?? '';
}

async function claimsOf(token: string): Promise<JWTPayload & { readonly header: JsonObject }> {
  const { payload, protectedHeader } = await jwtVerify(
    token,
    createPublicKey(rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
  );
  return { ...payload, header: { ...protectedHeader } as JsonObject };
}

describe('a refresh token', () => {
  const auth = (more: JsonObject = {}) => ({
    ...{ type: 'oauth2', grant: 'refresh_token', clientId: 'me', secret: 'refresh' },
    tokenUrl: `${upstream.origin}/token`,
    ...more,
  });

  test('gets access tokens, with the secret of the client and further parameters', async () => {
    store('refresh', 'refresh-1');
    store('client', '{"secret":"client-secret"}');
    endpoint = (form, authorization) => [
      200,
      { access_token: `${form.get('refresh_token')}|${form.get('tenant')}|${authorization}` },
    ];

    const sent = await authorized(
      auth({ clientSecret: { secret: 'client', key: 'secret' }, parameters: { tenant: 7 } }),
    );

    expect(sent).toBe(`Bearer refresh-1|7|Basic ${btoa('me:client-secret')}`);
  });

  test('of a public client names the client in the form', async () => {
    store('refresh', 'refresh-1');
    endpoint = (form) => [200, { access_token: String(form) }];

    expect(new URLSearchParams((await authorized(auth({ scope: 'a b' }))).slice('Bearer '.length))).toEqual(
      new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'refresh-1', scope: 'a b', client_id: 'me' }),
    );
  });

  test('that the endpoint replaces is used from then on; the stored one, when that is refused', async () => {
    store('refresh', 'stored-1');
    const used: (string | null)[] = [];
    const valid = new Set(['stored-1', 'stored-2']);
    endpoint = (form) => {
      const given = form.get('refresh_token') ?? '';
      used.push(given);
      if (!valid.delete(given)) return [400, { error: 'invalid_grant' }];
      valid.add(`after-${given}`);
      return [200, { access_token: 'token', expires_in: 0, refresh_token: `after-${given}` }];
    };
    const stage = environment();

    await authorized(auth(), stage);
    await authorized(auth(), stage);
    valid.clear();
    valid.add('stored-2');
    store('refresh', 'stored-2');
    await authorized(auth(), stage);

    expect(used).toEqual(['stored-1', 'after-stored-1', 'after-after-stored-1', 'stored-2']);
  });
});

describe('a refresh token that tools with other scopes share', () => {
  test('is used by one of them at a time, in its newest form', async () => {
    store('refresh', 'token-1');
    let current = 1;
    endpoint = (form) => {
      // Old tokens revoke the new ones. RFC 9700 section 4.14.2
      if (form.get('refresh_token') !== `token-${current}`) return [400, { error: 'invalid_grant' }];
      current += 1;
      return [200, { access_token: `access-${form.get('scope')}`, refresh_token: `token-${current}` }];
    };
    const stage = environment();
    const auth = { type: 'oauth2', grant: 'refresh_token', clientId: 'me', secret: 'refresh' };
    const scoped = (scope: string) => authorized({ ...auth, scope, tokenUrl: `${upstream.origin}/token` }, stage);

    await Promise.all([scoped('a'), scoped('b'), scoped('c')]);

    expect(current).toBe(4);
  });
});

describe('an assertion', () => {
  const auth = (more: JsonObject = {}) => ({
    ...{ type: 'oauth2', grant: 'jwt_bearer', secret: 'account', scope: 'https://scope/a' },
    tokenUrl: `${upstream.origin}/token`,
    ...more,
  });

  test('of a Google service account names its address and key', async () => {
    store('account', JSON.stringify({ private_key: PKCS8, private_key_id: 'k1', client_email: 'robot@example.com' }));
    let assertion = '';
    endpoint = (form) => {
      assertion = form.get('assertion') ?? '';
      return [200, { access_token: `token-${form.get('grant_type')}` }];
    };

    expect(await authorized(auth({ subject: 'ann@example.com' }))).toBe(
      'Bearer token-urn:ietf:params:oauth:grant-type:jwt-bearer',
    );
    const claims = await claimsOf(assertion);
    expect(claims).toMatchObject({
      header: { alg: 'RS256', kid: 'k1' },
      ...{ iss: 'robot@example.com', sub: 'ann@example.com', scope: 'https://scope/a' },
      aud: `${upstream.origin}/token`,
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(330);
  });

  test('with a key of its own has the claims of the document', async () => {
    store('account', PKCS1.replaceAll('\n', '\\n'));
    let assertion = '';
    endpoint = (form) => {
      assertion = form.get('assertion') ?? '';
      return [200, { access_token: 'tok-1234' }];
    };

    await authorized(
      auth({ issuer: 'app', audience: 'https://login', algorithm: 'PS256', keyId: 'k', claims: { a: [1] } }),
    );

    expect(await claimsOf(assertion)).toMatchObject({
      header: { alg: 'PS256', kid: 'k' },
      iss: 'app',
      aud: 'https://login',
      a: [1],
    });
  });

  test('proves the client in place of a secret, with an ID of its own', async () => {
    store('account', PKCS8);
    let form = new URLSearchParams();
    endpoint = (sent) => {
      form = sent;
      return [200, { access_token: 'tok-1234' }];
    };
    const client = { grant: 'client_credentials', clientId: 'me', clientAuth: 'private_key_jwt', keyId: 'k' };

    await authorized(auth(client));

    const { client_assertion: assertion = '', ...others } = Object.fromEntries(form);
    expect(others).toEqual({
      ...{ grant_type: 'client_credentials', scope: 'https://scope/a', client_id: 'me' },
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    expect(await claimsOf(assertion)).toMatchObject({
      header: { alg: 'RS256', kid: 'k' },
      ...{ iss: 'me', sub: 'me', aud: `${upstream.origin}/token` },
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('needs a key of its algorithm, and an error never shows the key', async () => {
    store('account', 'no-key-at-all');

    await expect(authorized(auth())).rejects.toThrow(/^The secret "account" is not a key for RS256\./);
  });
});

describe('an access token', () => {
  const auth = { type: 'oauth2', clientId: 'me', secret: 'client' };

  test.each<[JsonObject, string, string]>([
    [{ name: 'X-Access-Token' }, 'x-access-token', 'tok-1234'],
    [{ prefix: 'OAuth2 ' }, 'authorization', 'OAuth2 tok-1234'],
  ])('is sent as %j', async (header, name, expected) => {
    store('client', 'client-secret');
    endpoint = () => [200, { access_token: 'tok-1234', token_type: 'Application Access Token' }];

    await authorized({ ...auth, ...header, tokenUrl: `${upstream.origin}/token` }).catch(() => {});

    expect(upstream.seen.at(-1)?.headers[name]).toBe(expected);
  });

  test.each<[JsonObject, string]>([
    [{ ok: false, error: 'bad_client' }, 'returned 200, but no `access_token` (bad_client).'],
    [{ token: 'x' }, 'returned 200, but no `access_token`.'],
    [{ access_token: 'a\nb' }, 'returned a token that a header cannot carry.'],
    [{ access_token: 'a', token_type: 'DPoP' }, 'returned a token of type DPoP, which needs a proof.'],
  ])('cannot be read in %j', async (answer, message) => {
    store('client', 'client-secret');
    endpoint = () => [200, answer];

    await expect(authorized({ ...auth, tokenUrl: `${upstream.origin}/token` })).rejects.toThrow(message);
  });
});

describe('a token that the tool signs', () => {
  test('is the credential itself, and is used until shortly before it expires', async () => {
    store('app', PKCS1);
    let now = Date.now();
    const stage = environment({ now: () => now });
    const auth = { type: 'jwt', secret: 'app', issuer: '123', lifetimeSeconds: 60 };

    const first = await authorized(auth, stage);
    const second = await authorized(auth, stage);
    now += 31_000;
    const third = await authorized(auth, stage);

    expect(await claimsOf(first.slice('Bearer '.length))).toMatchObject({ iss: '123' });
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  test('is made with the newest key after the old one was refused', async () => {
    const old = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    store('app', old.export({ type: 'pkcs8', format: 'pem' }).toString());
    endpoint = (_, authorization) => {
      const [, payload = ''] = (authorization ?? '').split('.');
      return upstream.seen.length > 2 && payload !== '' ? [200, { token: 'exchanged' }] : [401, {}];
    };
    const stage = environment();
    const auth = { type: 'jwt', secret: 'app', exchange: { url: `${upstream.origin}/token` } };

    await expect(authorized(auth, stage)).rejects.toThrow('status 401');
    store('app', PKCS1);
    upstream.seen.length = 2;

    expect(await authorized(auth, stage)).toBe('Bearer exchanged');
  });

  test('is never valid for more than an hour', async () => {
    store('app', PKCS1);

    const sent = await authorized({ type: 'jwt', secret: 'app', lifetimeSeconds: 3_600 });
    const { iat, exp } = await claimsOf(sent.slice('Bearer '.length));

    expect(Number(exp) - Number(iat)).toBe(3_600);
  });

  test('is exchanged for the token of an installation, as GitHub apps do', async () => {
    store('app', PKCS1);
    let exchanged = '';
    endpoint = (_, authorization) => {
      exchanged = authorization ?? '';
      return [201, { token: 'ghs_installation', expires_at: new Date(Date.now() + 3_600_000).toISOString() }];
    };
    const exchange = { url: `${upstream.origin}/token/installations/7/access_tokens` };
    const stage = environment();
    const auth = { type: 'jwt', secret: 'app', issuer: '123', exchange };

    expect(await authorized(auth, stage)).toBe('Bearer ghs_installation');
    expect(await authorized(auth, stage)).toBe('Bearer ghs_installation');
    expect(await claimsOf(exchanged.slice('Bearer '.length))).toMatchObject({ iss: '123' });
    expect(upstream.seen.filter(({ url }) => url.startsWith('/token'))).toHaveLength(1);
  });

  test('that the endpoint refuses ends the call with its status', async () => {
    store('app', PKCS1);
    endpoint = () => [404, { message: 'Integration not found' }];
    const auth = { type: 'jwt', secret: 'app', issuer: '123', exchange: { url: `${upstream.origin}/token` } };

    await expect(authorized(auth)).rejects.toThrow('returned no token: status 404.');
  });

  test.each(['ES256', 'EdDSA', 'HS256'])('with %s', async (algorithm) => {
    const keys =
      algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : algorithm === 'EdDSA'
          ? generateKeyPairSync('ed25519')
          : undefined;
    store(
      'app',
      keys?.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() ?? 'a shared secret of 32 characters',
    );

    const sent = await authorized({ type: 'jwt', secret: 'app', algorithm, claims: { role: 'x' } });

    const key = keys?.publicKey ?? Buffer.from('a shared secret of 32 characters');
    expect((await jwtVerify(sent.slice('Bearer '.length), key)).payload.role).toBe('x');
  });
});
