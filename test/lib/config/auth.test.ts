import { parseStage, requireCredentials, type StageConfig, StageConfigError } from '../../../lib/config/index.ts';

const BASE = 'region: eu-central-1\nedge: { allowedCidrs: [203.0.113.7/32], domainName: mcp.example.com }\n';

const parse = (auth: string): StageConfig => parseStage(`${BASE}auth: ${auth}\n`, 'config/test.yaml');

/** The message for a stage with this value of `auth`. */
function refusal(auth: string): string {
  try {
    parse(auth);
  } catch (error) {
    if (error instanceof StageConfigError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${auth}`);
}

test('a stage that is closed for the local stack keeps its other keys', () => {
  const open = parse(
    '{ anonymous: { scopes: [a] }, issuers: [{ issuer: "https://login.example.com" }], maxKeyDays: 30 }',
  );

  const closed = requireCredentials(open);

  expect(closed).toEqual({
    ...open,
    auth: { apiKeys: true, issuers: [{ issuer: 'https://login.example.com' }], audience: 'server', maxKeyDays: 30 },
  });
});

describe('a stage must say whom it admits', () => {
  test.each(['', 'auth: {}\n', 'auth: { apiKeys: false }\n', 'auth: { maxKeyDays: 30 }\n'])(
    'so %j is refused with the three methods',
    (lines) => {
      expect(() => parseStage(BASE + lines, 'config/test.yaml')).toThrow(
        /auth: found (nothing|\{.*\}); expected at least one method by which callers are admitted: `apiKeys: true`, `issuers: \[\.\.\.\]`, or `anonymous: \{ scopes: \[\] \}`/,
      );
    },
  );

  test.each(['none', 'oidc', '1'])('mode: %s is refused with its replacement', (mode) => {
    expect(refusal(`{ mode: ${mode}, apiKeys: true }`)).toBe(
      'config/test.yaml:3: auth.mode: unknown key; to admit every caller that may connect, as `mode: none` did, write ' +
        '`anonymous: { scopes: [] }` in its place',
    );
  });

  test.each(['{ apiKeys: true }', '{ anonymous: {} }', '{ issuers: [{ issuer: "https://login.example.com" }] }'])(
    '%s alone is enough',
    (auth) => {
      expect(() => parse(auth)).not.toThrow();
    },
  );

  test('all three can be used together, with every key', () => {
    const { auth } = parse(`
  apiKeys: true
  anonymous: { scopes: [catalog:read] }
  audience: deployment
  maxKeyDays: 90
  implies: { "orders:write": ["orders:read"] }
  claims: [email, tenant]
  scopesSupported: [orders:read]
  issuers:
    - issuer: https://login.example.com/realms/main
      audiences: [api://orders]
      clients: [ci]
      algorithms: [ES256]
      scopeClaim: permissions
      scopes: { "api://orders/Read": ["orders:read"] }
      groupsClaim: groups`);

    expect(auth).toEqual({
      apiKeys: true,
      anonymous: { scopes: ['catalog:read'] },
      audience: 'deployment',
      maxKeyDays: 90,
      implies: { 'orders:write': ['orders:read'] },
      claims: ['email', 'tenant'],
      scopesSupported: ['orders:read'],
      issuers: [
        {
          issuer: 'https://login.example.com/realms/main',
          audiences: ['api://orders'],
          clients: ['ci'],
          algorithms: ['ES256'],
          scopeClaim: 'permissions',
          scopes: { 'api://orders/Read': ['orders:read'] },
          groupsClaim: 'groups',
        },
      ],
    });
  });
});

describe('an issuer', () => {
  test.each([
    'http://login.example.com',
    'http://127.0.0.1:8080',
    'login.example.com',
    'https://',
    'https://login.example.com?tenant=a',
    'https://login.example.com/#a',
    'https://user@login.example.com',
    'https://login.example.com/a b',
    'https://login.example.com/a|b',
  ])('is not %s', (issuer) => {
    expect(refusal(`{ issuers: [{ issuer: "${issuer}" }] }`)).toContain(
      `auth.issuers[0].issuer: found "${issuer}"; expected the exact \`iss\` of the tokens: an https URL`,
    );
  });

  test('is listed once, because its exact name selects its keys', () => {
    expect(refusal('{ issuers: [{ issuer: "https://a.example" }, { issuer: "https://a.example" }] }')).toContain(
      'auth.issuers[1].issuer: found "https://a.example"; expected each issuer once',
    );
  });

  test.each(['none', 'HS256'])('may not sign with %s', (algorithm) => {
    expect(refusal(`{ issuers: [{ issuer: "https://a.example", algorithms: [${algorithm}] }] }`)).toContain(
      `auth.issuers[0].algorithms[0]: found "${algorithm}"; expected one of RS256, RS384`,
    );
  });
});

describe('lists', () => {
  test.each([
    ['{ issuers: [] }', 'auth.issuers: found []; expected at least one issuer'],
    ['{ anonymous: { scopes: ["a b"] } }', 'auth.anonymous.scopes[0]: found "a b"; expected a scope'],
    ['{ anonymous: { scopes: ["a\\"b"] } }', 'auth.anonymous.scopes[0]: found "a\\"b"; expected a scope'],
    ['{ apiKeys: true, scopesSupported: [""] }', 'auth.scopesSupported[0]: found ""; expected a scope'],
    [
      '{ apiKeys: true, scopesSupported: [openid] }',
      'auth.scopesSupported[0]: found "openid"; expected a scope of the',
    ],
    ['{ apiKeys: true, implies: { "a b": [c] } }', 'auth.implies.a b: not a valid name; expected a scope'],
    ['{ apiKeys: true, maxKeyDays: 0 }', 'auth.maxKeyDays: found 0; expected a whole number from 1 to 3650'],
    ['{ apiKeys: true, audience: any }', 'auth.audience: found "any"; expected one of server, deployment'],
    ['{ apiKeys: true, keys: true }', 'auth.keys: unknown key; allowed here: apiKeys, issuers, anonymous, audience'],
  ])('%s is refused', (auth, message) => {
    expect(refusal(auth)).toContain(message);
  });

  test('must fit into the settings of a function', () => {
    const scopes = Array.from({ length: 60 }, (_, index) => `orders:${'x'.repeat(50)}${index}`);
    expect(refusal(`{ apiKeys: true, scopesSupported: ${JSON.stringify(scopes)} }`)).toContain(
      'expected lists that fit into the environment variables of a function: origins, networks, authentication,',
    );
  });
});

describe('limits.anonymous', () => {
  const stage = (lines: string) => parseStage(BASE + lines, 'config/test.yaml');

  test('limits callers without credentials', () => {
    const { limits } = stage('auth: { anonymous: {} }\nlimits: { anonymous: { requestsPerSecond: 0.5, burst: 3 } }\n');
    expect(limits.anonymous).toEqual({ requestsPerSecond: 0.5, burst: 3 });
    expect(stage('auth: { anonymous: {} }\n').limits).not.toHaveProperty('anonymous');
  });

  test.each([
    [
      'auth: { apiKeys: true }',
      '{ requestsPerSecond: 1 }',
      'limits.anonymous: found .*; expected no such limit on a stage without auth.anonymous',
    ],
    ['auth: { anonymous: {} }', '{ burst: 1 }', 'limits.anonymous.requestsPerSecond: '],
    [
      'auth: { anonymous: {} }',
      '{ requestsPerSecond: 0 }',
      'requestsPerSecond: found 0; expected a number from 0.001 to 10000',
    ],
    ['auth: { anonymous: {} }', '{ requestsPerSecond: 1, burst: 1.5 }', 'limits.anonymous.burst: found 1.5'],
    ['auth: { anonymous: {} }', '{ requestsPerSecond: 1, rate: 1 }', 'limits.anonymous.rate: unknown key'],
  ])('%s with %s is refused', (auth, limit, message) => {
    expect(() => stage(`${auth}\nlimits: { anonymous: ${limit} }\n`)).toThrow(new RegExp(message));
  });
});
