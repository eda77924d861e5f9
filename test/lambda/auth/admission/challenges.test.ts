import { type AuthSettings, createChallenges, type Principal } from '../../../../lambda/auth/index.ts';
import type { HttpRequest } from '../../../../lambda/http.ts';

const PUBLIC_URL = 'https://mcp.example.com';
const ISSUERS: AuthSettings = {
  audience: 'server',
  issuers: [{ issuer: 'https://login.example.com' }],
  scopesSupported: ['orders:read', 'profile'],
};
const KEYS: AuthSettings = { audience: 'server', apiKeys: true };

const METADATA = 'resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp/orders/"';

/** A request on one of the two paths. */
const requestOn = (path: 'direct' | 'stream', headers: HttpRequest['headers'] = {}): HttpRequest => ({
  method: 'POST',
  path: '/mcp/orders/',
  headers,
  body: '{}',
  remainingMs: 1000,
  streams: path === 'stream',
});

const callerOf = (kind: Principal['kind']): Principal => ({ kind, id: kind, scopes: new Set() });

describe('a caller without credentials', () => {
  test('gets a challenge without an error, with the metadata of the path that it used', () => {
    expect(createChallenges(PUBLIC_URL, ISSUERS).required(requestOn('direct'))).toEqual({
      status: 401,
      code: -32600,
      message: 'Credentials are required',
      challenge: `Bearer scope="orders:read profile", ${METADATA}`,
    });
  });

  test('gets no metadata from a stage with keys alone', () => {
    expect(createChallenges(PUBLIC_URL, KEYS).required(requestOn('direct')).challenge).toBe('Bearer');
  });
});

describe('headers that cannot be read as one credential', () => {
  test('get invalid_request with the reason, on the streaming path in the body alone', () => {
    const plain = { status: 400, code: -32600, message: 'Send one of them' };
    const challenge = `Bearer error="invalid_request", error_description="Send one of them", ${METADATA}`;
    const challenges = createChallenges(PUBLIC_URL, ISSUERS);
    expect(challenges.malformed(requestOn('direct'), 'Send one of them')).toEqual({ ...plain, challenge });
    expect(challenges.malformed(requestOn('stream'), 'Send one of them')).toEqual(plain);
  });
});

describe('a bad credential', () => {
  const DESCRIPTION = 'The token has expired';

  test('gets invalid_token with the reason', () => {
    expect(createChallenges(PUBLIC_URL, ISSUERS).invalid(requestOn('direct'), DESCRIPTION)).toMatchObject({
      status: 401,
      message: DESCRIPTION,
      challenge: `Bearer error="invalid_token", error_description="${DESCRIPTION}", scope="orders:read profile", ${METADATA}`,
    });
    expect(createChallenges(PUBLIC_URL, KEYS).invalid(requestOn('direct'), DESCRIPTION).challenge).toBe(
      `Bearer error="invalid_token", error_description="${DESCRIPTION}"`,
    );
  });

  test('gets a plain 401 on the streaming path, which renames the header', () => {
    const refusal = createChallenges(PUBLIC_URL, ISSUERS).invalid(requestOn('stream'), DESCRIPTION);
    expect(refusal).toEqual({ status: 401, code: -32600, message: DESCRIPTION });
  });

  test('cannot write into the header', () => {
    const { challenge } = createChallenges(PUBLIC_URL, KEYS).invalid(requestOn('direct'), 'a"\\\r\nX: é');
    expect(challenge).toBe('Bearer error="invalid_token", error_description="a    X:  "');
  });
});

describe('a caller that lacks scopes', () => {
  const challenges = createChallenges(PUBLIC_URL, ISSUERS);
  const NEEDED = ['orders:read', 'orders:write'];

  test('gets 403 with all of them', () => {
    expect(challenges.insufficient(requestOn('direct'), callerOf('user'), NEEDED)).toMatchObject({
      status: 403,
      message: 'Insufficient scope: this needs orders:read orders:write',
      challenge:
        'Bearer error="insufficient_scope", error_description="Insufficient scope: this needs orders:read orders:write", ' +
        `scope="orders:read orders:write", ${METADATA}`,
    });
  });

  test.each(['openid', 'offline_access'])('is never asked for %s', (scope) => {
    const { challenge } = challenges.insufficient(requestOn('direct'), callerOf('user'), [scope, ...NEEDED]);
    expect(challenge).toContain('scope="orders:read orders:write"');
  });

  test('gets 401 if it sent no credentials, without an error', () => {
    const refusal = challenges.insufficient(requestOn('direct'), callerOf('anonymous'), NEEDED);
    expect(refusal).toMatchObject({ status: 401, challenge: `Bearer scope="orders:read orders:write", ${METADATA}` });
  });

  describe('on the streaming path', () => {
    test('is redirected to the same path, which is relative', () => {
      const refusal = challenges.insufficient(requestOn('stream'), callerOf('user'), NEEDED);
      expect(refusal).toMatchObject({ status: 307, headers: { location: '/mcp/orders/?challenge=1' } });
      expect(refusal).not.toHaveProperty('challenge');
    });

    test.each(['ai-sdk/2.0.99 node.js/v24.1.0', 'my-agent/1 ai-sdk/1.0.102 runtime/browser', 'Python-urllib/3.13'])(
      'is not redirected by a client that refuses redirects: %s',
      (agent) => {
        const refusal = challenges.insufficient(requestOn('stream', { 'user-agent': agent }), callerOf('user'), NEEDED);
        expect(refusal).toEqual({
          status: 403,
          code: -32600,
          message: 'Insufficient scope: this needs orders:read orders:write',
        });
      },
    );

    test.each(['node', 'claude-code/2.1', 'python-httpx/0.28', 'hai-sdk/1'])(
      'is redirected with the client %s',
      (agent) => {
        const request = requestOn('stream', { 'user-agent': agent });
        expect(challenges.insufficient(request, callerOf('user'), NEEDED).status).toBe(307);
      },
    );

    test('gets a plain 401 without credentials: some clients fail at a redirect', () => {
      const refusal = challenges.insufficient(requestOn('stream'), callerOf('anonymous'), NEEDED);
      expect(refusal).toEqual({ status: 401, code: -32600, message: expect.stringContaining('orders:write') });
    });

    test('gets a plain 403 with a key, which no login can change', () => {
      expect(challenges.insufficient(requestOn('stream'), callerOf('key'), NEEDED)).toMatchObject({ status: 403 });
      const keysOnly = createChallenges(PUBLIC_URL, KEYS);
      expect(keysOnly.insufficient(requestOn('stream'), callerOf('user'), NEEDED)).toMatchObject({ status: 403 });
    });
  });
});
