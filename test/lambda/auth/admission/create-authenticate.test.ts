import type { AuthenticateOptions } from '../../../../lambda/auth/admission/create-authenticate.ts';
import { createDenyList, type DenyList } from '../../../../lambda/auth/deny-list/index.ts';
import {
  ANONYMOUS,
  type AuthSettings,
  createAuthenticate,
  createChallenges,
  type Principal,
} from '../../../../lambda/auth/index.ts';
import { AuthUnavailable, type Verdict } from '../../../../lambda/auth/verdict.ts';
import type { HttpRequest } from '../../../../lambda/http.ts';

const PUBLIC_URL = 'https://mcp.example.com';
const ALL: AuthSettings = {
  audience: 'server',
  apiKeys: true,
  issuers: [{ issuer: 'https://login.example.com' }],
  anonymous: { scopes: [] },
};

const ALICE: Principal = { kind: 'user', id: 'user:https://login.example.com|alice', scopes: new Set(['orders:read']) };
const ROBOT: Principal = { kind: 'key', id: 'key:robot', scopes: new Set() };
const TOKEN = { authorization: 'Bearer eyJ.a.b' };
const KEY = { 'x-api-key': 'spw_robot_secret' };

const UNAVAILABLE = {
  refusal: {
    status: 503,
    code: -32603,
    message: expect.stringContaining('cannot be checked now'),
    headers: { 'retry-after': '5' },
  },
};

/** A stage whose verifiers know one key and one token, and what they were asked. */
function stage(settings: AuthSettings, more: Partial<AuthenticateOptions> = {}) {
  const asked: unknown[] = [];
  const reported: unknown[] = [];
  const answer = (isGood: boolean, principal: Principal): Verdict =>
    isGood ? { kind: 'valid', principal } : { kind: 'invalid', description: 'Not known' };
  const authenticate = createAuthenticate({
    settings,
    publicUrl: PUBLIC_URL,
    challenges: createChallenges(PUBLIC_URL, settings),
    verifyKey: (key) => {
      asked.push(['key', key]);
      return answer(key === 'spw_robot_secret', ROBOT);
    },
    verifyToken: (token, audiences) => {
      asked.push(['token', token, audiences]);
      return answer(token === 'eyJ.a.b', ALICE);
    },
    report: (error) => reported.push(error),
    ...more,
  });
  const ask = (headers: HttpRequest['headers'], server = 'orders') =>
    authenticate(
      { method: 'POST', path: `/mcp/${server}`, headers, body: '{}', remainingMs: 1000, streams: false },
      server,
    );
  return { ask, asked, reported };
}

describe('a stage with every method', () => {
  test('knows the holder of a key, of a token, and who has neither, at once', () => {
    const { ask } = stage(ALL);
    expect(ask(KEY)).toEqual({ principal: ROBOT });
    expect(ask({ authorization: 'Bearer spw_robot_secret' })).toEqual({ principal: ROBOT });
    expect(ask(TOKEN)).toEqual({ principal: ALICE });
    expect(ask({})).toEqual({ principal: ANONYMOUS });
  });

  test.each([
    ['an unknown key', { 'x-api-key': 'spw_other' }, 401],
    ['an unknown token', { authorization: 'Bearer eyJ.a.c' }, 401],
    ['another scheme', { authorization: 'Basic YTpi' }, 401],
    ['an empty Authorization', { authorization: '' }, 401],
    ['an empty Bearer', { authorization: 'Bearer ' }, 400],
    ['two credentials', { ...TOKEN, ...KEY }, 400],
    ['a header that was sent twice', { authorization: 'Bearer eyJ.a.b, Bearer eyJ.a.c' }, 400],
  ])('never takes %s for an anonymous caller', async (_, headers, status) => {
    expect(await stage(ALL).ask(headers)).toMatchObject({ refusal: { status } });
  });

  test('sends what cannot be read as one credential to no verifier', () => {
    const { ask, asked } = stage(ALL);
    ask({ ...TOKEN, ...KEY });
    ask({ 'x-api-key': 'a, b' });
    expect(asked).toEqual([]);
  });

  test('never reads credentials from anywhere but the two headers', () => {
    const { ask, asked } = stage(ALL);
    expect(ask({ cookie: 'access_token=eyJ.a.b', 'proxy-authorization': 'Bearer eyJ.a.b' })).toEqual({
      principal: ANONYMOUS,
    });
    expect(asked).toEqual([]);
  });
});

describe('a method that the stage does not have', () => {
  test.each<[string, AuthSettings, HttpRequest['headers']]>([
    ['a key', { ...ALL, apiKeys: undefined as never }, KEY],
    ['a token', { audience: 'server', apiKeys: true, anonymous: { scopes: [] } }, TOKEN],
  ])('refuses %s without a look at it', (_, settings, headers) => {
    const { ask, asked } = stage(settings);
    expect(ask(headers)).toMatchObject({ refusal: { status: 401, message: expect.stringContaining('not accepted') } });
    expect(asked).toEqual([]);
  });

  test('refuses callers without credentials, with a challenge', () => {
    const { ask } = stage({ audience: 'server', apiKeys: true });
    expect(ask({})).toEqual({
      refusal: { status: 401, code: -32600, message: 'Credentials are required', challenge: 'Bearer' },
    });
  });
});

test('anonymous callers have the scopes of the stage, as one principal', () => {
  const { ask } = stage({ audience: 'server', anonymous: { scopes: ['catalog:read'] } });
  expect(ask({})).toEqual({ principal: { ...ANONYMOUS, scopes: new Set(['catalog:read']) } });
  expect(ask({})).toBe(ask({}));
});

describe('the resource identifiers of a token', () => {
  const audiencesOf = (server: string, audience: AuthSettings['audience']) => {
    const { ask, asked } = stage({ ...ALL, audience });
    ask(TOKEN, server);
    return (asked as [[string, string, string[]]])[0][2];
  };

  test('are the URL of the server in every spelling, never the Host of the request', () => {
    expect(audiencesOf('orders', 'server')).toEqual([
      `${PUBLIC_URL}/mcp/orders`,
      `${PUBLIC_URL}/mcp/orders/`,
      `${PUBLIC_URL}/orders/mcp`,
      `${PUBLIC_URL}/orders/mcp/`,
    ]);
  });

  test('of the default server include its short URL', () => {
    expect(audiencesOf('default', 'server')).toEqual(
      expect.arrayContaining([`${PUBLIC_URL}/mcp`, `${PUBLIC_URL}/mcp/`, `${PUBLIC_URL}/mcp/default`]),
    );
  });

  test('of a deployment include the endpoint', () => {
    expect(audiencesOf('orders', 'deployment')).toEqual(expect.arrayContaining([PUBLIC_URL, `${PUBLIC_URL}/`]));
    expect(audiencesOf('orders', 'server')).not.toContain(PUBLIC_URL);
  });

  test('of two servers have nothing in common', () => {
    const names = ['orders', 'default', 'mcp', 'a', 'orders-mcp', 'mcp-orders'];
    const all = names.flatMap((name) => [...new Set(audiencesOf(name, 'server'))]);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('what cannot be checked', () => {
  test('is 503 with the wait of the verifier', () => {
    const { ask } = stage(ALL, { verifyKey: () => ({ kind: 'unavailable', retryAfterSeconds: 7 }) });
    expect(ask(KEY)).toMatchObject({ refusal: { status: 503, headers: { 'retry-after': '7' } } });
  });

  test.each<[string, Partial<AuthenticateOptions>]>([
    [
      'a verifier that throws',
      {
        verifyKey: () => {
          throw new Error('a bug');
        },
      },
    ],
    ['a verifier that rejects', { verifyKey: () => Promise.reject(new Error('a bug')) }],
    [
      'a deny list that throws',
      {
        denyList: {
          current: () => {
            throw new AuthUnavailable();
          },
        },
      },
    ],
    ['a deny list that rejects', { denyList: { current: () => Promise.reject(new AuthUnavailable()) } }],
  ])('is 503 after %s, and the operator learns why', async (_, more) => {
    const { ask, reported } = stage(ALL, more);
    expect(await ask(KEY)).toEqual(UNAVAILABLE);
    expect(reported).toHaveLength(1);
  });
});

describe('the deny list', () => {
  const ALICE_DENIED = createDenyList([{ subject: 'alice' }]);

  test.each<[string, () => DenyList | Promise<DenyList>]>([
    ['in memory', () => ALICE_DENIED],
    ['that is read first', async () => ALICE_DENIED],
  ])('%s refuses those that it names, whose credentials are valid', async (_, current) => {
    const { ask } = stage(ALL, { denyList: { current } });
    expect(await ask(TOKEN)).toMatchObject({
      refusal: { status: 401, challenge: expect.stringContaining('error="invalid_token"') },
    });
    expect(await ask(KEY)).toEqual({ principal: ROBOT });
  });

  test('that cannot be read changes nothing for an anonymous caller, nor for a bad credential', async () => {
    const failing: (() => never | Promise<never>)[] = [
      () => {
        throw new AuthUnavailable();
      },
      () => Promise.reject(new AuthUnavailable()),
    ];
    for (const current of failing) {
      const { ask } = stage(ALL, { denyList: { current } });
      expect(ask({})).toEqual({ principal: ANONYMOUS });
      expect(await ask({ 'x-api-key': 'spw_other' })).toMatchObject({ refusal: { status: 401 } });
    }
  });
});

test('a verifier may take its time', async () => {
  const verifyToken = async (): Promise<Verdict> => ({ kind: 'valid', principal: ALICE });
  expect(await stage(ALL, { verifyToken }).ask(TOKEN)).toEqual({ principal: ALICE });
});

test('a stage whose function cannot check keys or tokens accepts none', async () => {
  const { ask, reported } = stage(ALL, { verifyKey: undefined, verifyToken: undefined });
  expect(await ask(KEY)).toMatchObject({ refusal: { status: 401, message: 'Keys are not accepted here' } });
  expect(await ask(TOKEN)).toMatchObject({ refusal: { status: 401, message: 'Tokens are not accepted here' } });
  expect(reported).toEqual([]);
});
