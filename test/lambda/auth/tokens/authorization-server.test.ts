import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { createTokenVerifier } from '../../../../lambda/auth/tokens/index.ts';
import type { VerifyToken } from '../../../../lambda/auth/verdict.ts';
import { isJsonObject } from '../../../../lambda/json.ts';
import { createGetJson, Outbound } from '../../../../lambda/outbound/index.ts';
import { afterTimeout } from '../../../../lambda/timeout.ts';
import {
  type AuthorizationServer,
  JWT_BEARER,
  SERVICE_CLIENT,
  startAuthorizationServer,
} from '../../../../local/authorization-server/index.ts';
import { accessTokenOf, login, requestToken } from '../../../support/oauth-client.ts';
import { principalOf } from './support/deployment.ts';
import { assemble, signerOf } from './support/issuer.ts';

const ORDERS = 'https://mcp.example.com/mcp/orders';
const BILLING = 'https://mcp.example.com/mcp/billing';
const CLIENT_DOCUMENT = 'https://client.example/agent.json';
const ENTERPRISE = 'https://idp.corp.example';
const enterpriseKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const BASIC = `Basic ${Buffer.from(`${SERVICE_CLIENT.id}:${SERVICE_CLIENT.secret}`).toString('base64')}`;

let server: AuthorizationServer;
beforeAll(async () => {
  server = await startAuthorizationServer({
    scopes: ['orders:read', 'orders:write'],
    claims: (user) => ({ groups: [`${user}s`], email: `${user}@example.com` }),
    clientDocuments: {
      [CLIENT_DOCUMENT]: {
        client_id: CLIENT_DOCUMENT,
        client_name: 'Agent',
        redirect_uris: ['http://127.0.0.1:1/callback'],
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    },
    enterprise: { issuer: ENTERPRISE, publicKey: enterpriseKeys.publicKey },
  });
});
afterAll(() => server.close());

/** A deployment that trusts the server; its clock can be moved. */
function deploy(audiences: readonly string[] = []): { verify: VerifyToken; clock: { ahead: number } } {
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  const outbound = new Outbound({ allowedNetworks: ['127.0.0.0/8'], loopback: true, now });
  const verify = createTokenVerifier(
    { issuers: [{ issuer: server.issuer, audiences, groupsClaim: 'groups' }], claims: ['email'] },
    {
      getJson: createGetJson({ outbound, maxBytes: 100_000, timeoutMs: 3_000, loopback: true, after: afterTimeout }),
      now,
      after: afterTimeout,
      report: () => {},
    },
  );
  return { verify, clock };
}

describe('a token of a real authorization server', () => {
  test('is accepted at the server that it was issued for, and at no other', async () => {
    const { verify } = deploy();
    const token = accessTokenOf(await login(server, { scope: 'orders:read', resource: ORDERS }));

    const principal = await principalOf(verify(token, [ORDERS, `${ORDERS}/`]));

    expect(principal).toMatchObject({
      kind: 'user',
      id: `user:${server.issuer}|alice`,
      scopes: new Set(['orders:read']),
      groups: [`${server.issuer}|alices`],
      claims: { email: 'alice@example.com' },
      client: 'public-client',
    });
    expect(await verify(token, [BILLING, `${BILLING}/`])).toMatchObject({ kind: 'invalid' });
  });

  test('is refused if it is the ID token, or any other token, of the same login', async () => {
    const { verify } = deploy();
    const tokens = await login(server, { scope: 'openid orders:read', resource: ORDERS });

    expect(await verify(accessTokenOf(tokens), [ORDERS])).toMatchObject({ kind: 'valid' });
    expect(await verify(String(tokens.id_token), [ORDERS])).toMatchObject({ kind: 'invalid' });
    expect(await deploy(['public-client']).verify(String(tokens.id_token), [ORDERS])).toEqual({
      kind: 'invalid',
      description: 'The token is not an access token',
    });
    expect(await verify(String(tokens.refresh_token), [ORDERS])).toMatchObject({ kind: 'invalid' });
  });

  test('can be renewed for the same caller', async () => {
    const { verify } = deploy();
    const first = await login(server, { scope: 'orders:read', resource: ORDERS });

    const second = await requestToken(server, {
      grant_type: 'refresh_token',
      client_id: 'public-client',
      refresh_token: String(first.refresh_token),
      resource: ORDERS,
    });

    const [before, after] = await Promise.all(
      [first, second].map((tokens) => principalOf(verify(accessTokenOf(tokens), [ORDERS]))),
    );
    expect(accessTokenOf(second)).not.toBe(accessTokenOf(first));
    expect(after?.id).toBe(before?.id);
  });

  test('is accepted after the keys were rotated, and the old one is refused minutes later', async () => {
    const { verify, clock } = deploy();
    const old = accessTokenOf(await login(server, { scope: 'orders:read', resource: ORDERS }));
    await principalOf(verify(old, [ORDERS]));

    server.rotateKeys();
    const young = accessTokenOf(await login(server, { scope: 'orders:write', resource: ORDERS }));

    expect(await principalOf(verify(young, [ORDERS]))).toMatchObject({ scopes: new Set(['orders:write']) });
    clock.ahead = 300_000;
    expect(await verify(old, [ORDERS])).toMatchObject({ kind: 'invalid' });
    expect(await verify(young, [ORDERS])).toMatchObject({ kind: 'valid' });
  });

  test('of a client without a user names the client', async () => {
    const { verify } = deploy();
    const form = { grant_type: 'client_credentials', scope: 'orders:read', resource: ORDERS };

    const token = accessTokenOf(await requestToken(server, form, { authorization: BASIC }));

    expect(await principalOf(verify(token, [ORDERS]))).toMatchObject({
      id: `user:${server.issuer}|${SERVICE_CLIENT.id}`,
      client: SERVICE_CLIENT.id,
      scopes: new Set(['orders:read']),
    });
  });

  test('of a client that registered itself is accepted', async () => {
    const { verify } = deploy();
    const redirectUri = 'http://127.0.0.1:1/registered';
    const registered: unknown = await fetch(`${server.issuer}/reg`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        redirect_uris: [redirectUri],
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
      }),
    }).then((response) => response.json());
    const clientId = isJsonObject(registered) ? String(registered.client_id) : '';

    const tokens = await login(server, { scope: 'orders:read', resource: ORDERS, clientId, redirectUri });

    expect(await principalOf(verify(accessTokenOf(tokens), [ORDERS]))).toMatchObject({ client: clientId });
  });

  test('of a client that a metadata document describes is accepted', async () => {
    // It cannot guard the socket of a document that it reads from this test.
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const { verify } = deploy();

    const tokens = await login(server, { scope: 'orders:read', resource: ORDERS, clientId: CLIENT_DOCUMENT });

    expect(await principalOf(verify(accessTokenOf(tokens), [ORDERS]))).toMatchObject({ client: CLIENT_DOCUMENT });
    warn.mockRestore();
  });
});

describe('enterprise-managed authorization', () => {
  /** An identity assertion of the enterprise's identity provider for its employee. */
  function assertion(): string {
    const seconds = Math.floor(Date.now() / 1000);
    return assemble(
      { alg: 'RS256', typ: 'oauth-id-jag+jwt' },
      {
        iss: ENTERPRISE,
        sub: 'employee-7',
        aud: server.issuer,
        client_id: SERVICE_CLIENT.id,
        resource: ORDERS,
        jti: randomUUID(),
        iat: seconds,
        exp: seconds + 300,
      },
      signerOf('RS256', enterpriseKeys.privateKey),
    );
  }

  test('a token that the assertion was exchanged for is accepted, because it is a token for this server', async () => {
    const { verify } = deploy();
    const form = { grant_type: JWT_BEARER, assertion: assertion(), scope: 'orders:read', resource: ORDERS };

    const token = accessTokenOf(await requestToken(server, form, { authorization: BASIC }));

    expect(await principalOf(verify(token, [ORDERS]))).toMatchObject({
      id: `user:${server.issuer}|employee-7`,
      scopes: new Set(['orders:read']),
      client: SERVICE_CLIENT.id,
    });
    expect(await verify(token, [BILLING])).toMatchObject({ kind: 'invalid' });
  });

  test('the assertion itself is no access token', async () => {
    const { verify } = deploy();

    expect(await verify(assertion(), [ORDERS, server.issuer])).toMatchObject({ kind: 'invalid' });
  });
});
