import { restorePrincipal, storePrincipal } from '../../../../lambda/auth/index.ts';
import { ASKED, deploy, ISSUER, mint, NOW, principalOf } from './support/deployment.ts';

describe('the principal of a token', () => {
  test('has what the token says, and nothing of it that the stage does not list', async () => {
    const deployment = deploy({ groupsClaim: 'groups' }, { claims: ['email', 'tenant', 'absent', '__proto__'] });
    const claims = {
      client_id: 'agent',
      azp: 'other',
      groups: ['staff', 'a|b'],
      email: 'alice@example.com',
      tenant: { id: 7 },
      phone: '555',
    };

    const principal = await principalOf(deployment.verify(mint(claims)));

    expect(principal).toEqual({
      kind: 'user',
      id: `user:${ISSUER}|alice`,
      scopes: new Set(['orders:read']),
      groups: [`${ISSUER}|staff`, `${ISSUER}|a|b`],
      claims: { email: 'alice@example.com', tenant: { id: 7 } },
      client: 'agent',
      issuedAt: NOW - 10_000,
      expiresAt: NOW + 3_600_000,
    });
    expect(restorePrincipal(JSON.parse(JSON.stringify(storePrincipal(principal))))).toEqual(principal);
  });

  test('has its bare minimum', async () => {
    const token = mint({ iat: undefined, scope: undefined }, { typ: undefined });

    expect(await principalOf(deploy().verify(token))).toEqual({
      kind: 'user',
      id: `user:${ISSUER}|alice`,
      scopes: new Set(),
      expiresAt: NOW + 3_600_000,
    });
  });

  test.each([
    { azp: 'agent' },
    { client_id: 'agent' },
    { appid: 'agent' },
    { cid: 'agent' },
    { client_id: 'agent', appid: 'other', cid: 'other' },
    { azp: 'agent', appid: 'other', cid: 'other' },
  ])('has the client of %j', async (claims) => {
    expect(await principalOf(deploy().verify(mint(claims)))).toMatchObject({ client: 'agent' });
  });

  test('is another one for another user, whatever separators the issuers and subjects contain', async () => {
    const issuers = [
      'https://a.example',
      'https://a.example/b',
      'https://a.example/user:',
      'https://a.example:444',
      'https://a.example/key:',
    ];
    const parts = ['', '|', '#', ':', '/', '|b', 'b|', '/b|x', 'user:', 'key:1', '%7C', '\\|', 'anonymous', '│'];
    const subjects = parts.flatMap((start) => parts.map((end) => `${start}x${end}`));
    const deployment = deploy({}, { issuers: issuers.map((issuer) => ({ issuer })) });
    const ids = new Set<string>();

    for (const iss of issuers) {
      for (const sub of subjects) ids.add((await principalOf(deployment.verify(mint({ iss, sub })))).id);
    }

    expect(ids.size).toBe(issuers.length * new Set(subjects).size);
    expect([...ids].every((id) => id.startsWith('user:https://a.example'))).toBe(true);
  });

  test.each([
    'https://a.example|b',
    'https://a.example#b',
    'https://a.example?b',
    'https://a.example/a b',
    'a.example',
  ])('cannot be of the issuer %s, which a stage must not trust', (issuer) => {
    expect(() => deploy({ issuer })).toThrow('auth.issuers');
  });

  test('cannot be of two entries for one issuer', () => {
    expect(() => deploy({}, { issuers: [{ issuer: ISSUER }, { issuer: ISSUER }] })).toThrow('listed twice');
  });
});

describe('the audience of a token', () => {
  test.each([
    ['the server', ASKED[0]],
    ['the server with a trailing slash', ASKED[1]],
    ['the server among others', ['https://elsewhere.example', ASKED[0]]],
    ['the server in capital letters', 'HTTPS://MCP.Example.COM/mcp/orders'],
    ['what the stage accepts of the issuer', 'api://orders'],
  ])('is %s', async (_, aud) => {
    expect(await deploy({ audiences: ['api://orders'] }).verify(mint({ aud }))).toMatchObject({ kind: 'valid' });
  });

  test.each([
    'https://mcp.example.com/MCP/orders',
    'https://mcp.example.com/mcp/Orders',
    'https://User@mcp.example.com/mcp/orders',
    'https://MCP.example.com@attacker.example/mcp/orders',
    'https://MCP.example.com.attacker.example/mcp/orders',
    'API://orders',
    'api://Orders',
  ])('is not %s: other parts keep their case', async (aud) => {
    expect(await deploy({ audiences: ['api://orders'] }).verify(mint({ aud }))).toMatchObject({ kind: 'invalid' });
  });

  test('is judged for each request, also for a token in memory', async () => {
    const deployment = deploy();
    const token = mint();

    const verdicts = [
      await deployment.verify(token, ['https://mcp.example.com/mcp/billing']),
      await deployment.verify(token, ASKED),
      await deployment.verify(token, ['https://mcp.example.com/mcp/billing']),
      await deployment.verify(token, []),
    ];

    expect(verdicts.map(({ kind }) => kind)).toEqual(['invalid', 'valid', 'invalid', 'invalid']);
  });

  test('may be absent if the stage lists the client', async () => {
    const deployment = deploy({ clients: ['agent', 'batch'] });
    const verdicts = [
      mint({ aud: undefined, client_id: 'agent' }),
      mint({ aud: undefined, azp: 'batch' }),
      mint({ aud: undefined, client_id: 'stranger' }),
      mint({ aud: undefined, client_id: 'stranger', azp: 'agent' }),
      mint({ aud: undefined }),
      mint({ aud: [], client_id: 'agent' }),
    ].map(async (token) => (await deployment.verify(token)).kind);

    expect(await Promise.all(verdicts)).toEqual(['valid', 'valid', 'invalid', 'invalid', 'invalid', 'invalid']);
  });

  test('does not help a client that the stage does not list', async () => {
    const deployment = deploy({ clients: ['agent'] });

    expect(await deployment.verify(mint({ client_id: 'agent' }))).toMatchObject({ kind: 'valid' });
    expect(await deployment.verify(mint({ client_id: 'stranger' }))).toMatchObject({ kind: 'invalid' });
    expect(await deployment.verify(mint({ client_id: ['agent'] }))).toMatchObject({ kind: 'invalid' });
  });
});

describe('the scopes of a token', () => {
  async function scopesOf(claims: object, ...settings: Parameters<typeof deploy>): Promise<readonly string[]> {
    const { scopes } = await principalOf(deploy(...settings).verify(mint({ scope: undefined, ...claims })));
    return [...scopes];
  }

  test.each([
    [{ scope: 'a b' }, ['a', 'b']],
    [{ scope: ' a  b ' }, ['a', 'b']],
    [{ scope: '' }, []],
    [{ scp: 'a b' }, ['a', 'b']],
    [{ scp: ['a', 'b c'] }, ['a', 'b', 'c']],
    [{ scope: 'a', scp: 'b' }, ['a']],
    [{ permissions: ['a'] }, []],
    [{}, []],
  ])('of %j are %j', async (claims, scopes) => {
    expect(await scopesOf(claims)).toEqual(scopes);
  });

  test('come from the claim that the stage names, and from no other', async () => {
    const issuer = { scopeClaim: 'https://example.com/permissions' };

    expect(await scopesOf({ 'https://example.com/permissions': ['a'], scope: 'b' }, issuer)).toEqual(['a']);
    expect(await scopesOf({ scope: 'b' }, issuer)).toEqual([]);
  });

  test.each([[7], [null], [{ a: true }], [['a', 7]]])('cannot be %j', async (scope) => {
    expect(await deploy().verify(mint({ scope }))).toMatchObject({ kind: 'invalid' });
  });

  test('get the names of the deployment; others keep theirs', async () => {
    const issuer = { scopes: { 'api://x/Orders.Read': ['orders:read', 'orders:list'], hidden: [] } };

    expect(await scopesOf({ scope: 'api://x/Orders.Read hidden toString __proto__' }, issuer)).toEqual([
      'orders:read',
      'orders:list',
      'toString',
      '__proto__',
    ]);
  });

  test('include what they imply, through others and in cycles', async () => {
    const implies = { admin: ['write'], write: ['read'], read: ['list'], list: ['read'], other: ['admin'] };

    expect(new Set(await scopesOf({ scope: 'admin x' }, {}, { implies }))).toEqual(
      new Set(['admin', 'write', 'read', 'list', 'x']),
    );
    expect(new Set(await scopesOf({ scope: 'list' }, {}, { implies }))).toEqual(new Set(['list', 'read']));
    expect(await scopesOf({ scope: 'x' }, {}, { implies })).toEqual(['x']);
    expect(new Set(await scopesOf({ scope: 'a' }, { scopes: { a: ['write'] } }, { implies }))).toEqual(
      new Set(['write', 'read', 'list']),
    );
  });
});

describe('the groups of a token', () => {
  const groupsClaim = 'groups';

  test.each([
    [{ groups: ['a', 'b'] }, [`${ISSUER}|a`, `${ISSUER}|b`]],
    [{ groups: 'a' }, [`${ISSUER}|a`]],
    [{ groups: [] }, []],
    [{}, undefined],
  ])('of %j are %j', async (claims, groups) => {
    expect((await principalOf(deploy({ groupsClaim }).verify(mint(claims)))).groups).toEqual(groups);
  });

  test.each([
    [{ _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.example' } } }],
    [{ _claim_names: { groups: 'src1' }, groups: [] }],
    [{ _claim_names: 'groups' }],
    [{ hasgroups: true }],
    [{ hasgroups: 'true', groups: ['a'] }],
    [{ groups: [7] }],
    [{ groups: { a: true } }],
    [{ groups: null }],
    [{ groups: ['a', ''] }],
    [{ groups: ['\u0000'] }],
  ])('refuse the token if they may be others: %j', async (claims) => {
    expect(await deploy({ groupsClaim }).verify(mint(claims))).toMatchObject({ kind: 'invalid' });
  });

  test.each([[{ _claim_names: { address: 'src1' } }], [{ hasgroups: false }], [{ hasgroups: 'false' }]])(
    'are complete although the token has %j',
    async (claims) => {
      const { groups } = await principalOf(deploy({ groupsClaim }).verify(mint({ groups: ['a'], ...claims })));

      expect(groups).toEqual([`${ISSUER}|a`]);
    },
  );

  test('are not in a claim that every object has', async () => {
    const { groups } = await principalOf(deploy({ groupsClaim: 'constructor' }).verify(mint()));

    expect(groups).toBeUndefined();
  });

  test('do not matter to a stage that reads none', async () => {
    const { groups } = await principalOf(deploy().verify(mint({ groups: ['a'], hasgroups: true })));

    expect(groups).toBeUndefined();
  });
});

describe('a token that is made for something else', () => {
  test.each<readonly [name: string, claims: object, header: object]>([
    ['an ID token of Cognito', { token_use: 'id' }, {}],
    ['an ID token of Keycloak', { typ: 'ID' }, {}],
    ['a refresh token of Keycloak', { typ: 'Refresh' }, {}],
    ['an ID token with a nonce', { aud: ASKED[0], scope: undefined, nonce: 'n' }, {}],
    ['an ID token with the hash of an access token', { azp: 'other', scope: undefined, at_hash: 'h' }, {}],
    ['an ID token with the hash of a code', { scope: undefined, c_hash: 'h' }, { typ: undefined }],
    ['a logout token', {}, { typ: 'logout+jwt' }],
    ['a logout token without a type', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }, {}],
    ['a security event', {}, { typ: 'secevent+jwt' }],
    ['an identity assertion grant', {}, { typ: 'oauth-id-jag+jwt' }],
    ['a DPoP proof', {}, { typ: 'dpop+jwt' }],
    ['a client assertion', {}, { typ: 'client-authentication+jwt' }],
    ['a token with a type that is not text', {}, { typ: ['at+jwt'] }],
    ['a token that is bound to a key', { cnf: { jkt: 'x' } }, { typ: 'at+jwt' }],
  ])('is refused: %s', async (_, claims, header) => {
    const verdict = await deploy({ audiences: ['client'] }).verify(mint({ aud: 'client', ...claims }, header));

    expect(verdict).toMatchObject({ kind: 'invalid', description: expect.stringMatching(/access token|bound to/) });
  });

  test('is accepted at an audience that the stage lists only if it cannot be the ID token of a client', async () => {
    const deployment = deploy({ audiences: ['app'] });
    const plain = { aud: 'app', scope: undefined };
    const kinds = async (...tokens: readonly string[]) =>
      (await Promise.all(tokens.map((token) => deployment.verify(token)))).map(({ kind }) => kind);

    expect(
      await kinds(
        mint(plain),
        mint({ ...plain, azp: 'app' }),
        mint({ ...plain, aud: ['app', 'other'], client_id: 'other' }),
      ),
    ).toEqual(['invalid', 'invalid', 'invalid']);
    expect(
      await kinds(
        mint({ ...plain, scope: 'orders:read' }),
        mint({ ...plain, azp: 'agent' }),
        mint({ ...plain, token_use: 'access' }),
        mint(plain, { typ: 'at+jwt' }),
        mint({ ...plain, aud: ASKED[0] }),
      ),
    ).toEqual(['valid', 'valid', 'valid', 'valid', 'valid']);
  });

  test.each<readonly [name: string, claims: object, header: object]>([
    ['RFC 9068', {}, { typ: 'at+jwt' }],
    ['RFC 9068, in full', {}, { typ: 'application/at+jwt' }],
    ['RFC 9068, in other letters', {}, { typ: 'AT+JWT' }],
    ['Cognito', { token_use: 'access', username: 'alice' }, { typ: undefined }],
    ['Keycloak', { typ: 'Bearer', nonce: 'n' }, {}],
    ['Microsoft Entra', { scope: undefined, scp: 'orders:read', ver: '2.0' }, { x5t: 'abc' }],
    ['a declared access token with a nonce', { scope: undefined, nonce: 'n' }, { typ: 'at+jwt' }],
  ])('does not look like an access token of %s', async (_, claims, header) => {
    expect(await deploy().verify(mint(claims, header))).toMatchObject({ kind: 'valid' });
  });
});

describe('the times of a token', () => {
  test('may be ahead of ours by a minute, while its end is exact', async () => {
    const soon = NOW / 1000 + 60;

    expect(await deploy().verify(mint({ nbf: soon, iat: soon }))).toMatchObject({ kind: 'valid' });
    expect(await deploy().verify(mint({ exp: NOW / 1000 + 0.001 }))).toMatchObject({ kind: 'valid' });
  });

  test('are judged at each use, also for a token in memory', async () => {
    const deployment = deploy();
    const token = mint({ exp: NOW / 1000 + 100 });

    expect(await deployment.verify(token)).toMatchObject({ kind: 'valid' });
    deployment.now = NOW + 99_999;
    expect(await deployment.verify(token)).toMatchObject({ kind: 'valid' });
    deployment.now = NOW + 100_000;
    expect(await deployment.verify(token)).toEqual({ kind: 'invalid', description: 'The token has expired' });
  });
});
