import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { httpTarget } from '../../../../lambda/targets/http/publish.ts';
import { callContext, environment, partsOf, resultOf, toolOf } from '../support.ts';
import { startUpstream, type Upstream } from './upstream.ts';

/** Secrets Manager, Parameter Store and STS, as little of their wire as the clients need. */
const store = new Map<string, string>();
const asked: string[] = [];
const aws = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const target = String(request.headers['x-amz-target'] ?? 'sts');
  asked.push(target);
  if (target === 'sts') {
    const end = new Date(Date.now() + 3_600_000).toISOString();
    return void response.end(
      `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-key-1</SecretAccessKey><SessionToken>role-token-1</SessionToken><Expiration>${end}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
  }
  const { SecretId, Name } = JSON.parse(body);
  const value = store.get(SecretId ?? Name);
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  if (value === undefined) {
    const type = SecretId === undefined ? 'ParameterNotFound' : 'ResourceNotFoundException';
    return void response
      .writeHead(400)
      .end(JSON.stringify({ __type: type, message: `spillway/test/ is a store name` }));
  }
  response.end(JSON.stringify(SecretId === undefined ? { Parameter: { Value: value } } : { SecretString: value }));
});

let upstream: Upstream;
let accepted: string | undefined;
const names = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
const before = names.map((name) => [name, process.env[name]] as const);

beforeAll(async () => {
  await new Promise<void>((ready) => aws.listen(0, '127.0.0.1', ready));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
  process.env.AWS_REGION = 'eu-west-1';
  process.env.AWS_ACCESS_KEY_ID = 'FUNCTIONKEY';
  process.env.AWS_SECRET_ACCESS_KEY = 'function-secret';
  upstream = await startUpstream((request, response) => {
    if (request.url === '/token') {
      return void response.end(
        JSON.stringify({ access_token: `token-${asked.push('token')}`, token_type: 'Bearer', expires_in: 60 }),
      );
    }
    const said = JSON.stringify({
      auth: request.headers.authorization,
      key: request.headers['x-key'],
      url: request.url,
    });
    const status = accepted === undefined || request.headers.authorization === accepted ? 200 : 401;
    response.writeHead(status, { 'content-type': 'application/json' }).end(said);
  });
});
beforeEach(() => {
  store.clear();
  asked.length = 0;
  accepted = undefined;
});
afterAll(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  aws.closeAllConnections();
  await Promise.all([upstream.close(), new Promise((closed) => aws.close(closed))]);
});

const context = () => callContext({ secretHosts: () => [upstream.host] });
const secret = 'spillway/test/test/api';

function prepared(target: JsonObject, stage = environment()) {
  return prepareHttp(toolOf({ type: 'http', url: `${upstream.origin}/a?q=1`, ...target }), stage);
}

/** What the upstream saw of one call. */
async function seenOf(auth: JsonObject, stage = environment()) {
  await resultOf(prepared({ auth }, stage), {}, context());
  return upstream.seen.at(-1);
}

describe('http auth', () => {
  test.each<[JsonObject, object]>([
    [{ type: 'bearer' }, { headers: { authorization: 'Bearer s3cret+x' } }],
    [{ type: 'basic', username: 'ann' }, { headers: { authorization: `Basic ${btoa('ann:s3cret+x')}` } }],
    [{ type: 'apiKey', name: 'X-Key' }, { headers: { 'x-key': 's3cret+x' } }],
    [{ type: 'apiKey', name: 'key', in: 'query' }, { url: '/a?q=1&key=s3cret%2Bx' }],
  ])('%j sends its secret, and the echo of it is masked', async (auth, expected) => {
    store.set(secret, 's3cret+x\n');
    expect(await seenOf({ ...auth, secret: 'api' })).toMatchObject(expected);
    const result = await resultOf(prepared({ auth: { ...auth, secret: 'api' } }), {}, context());
    expect(JSON.stringify(result)).toContain('[secret]');
    expect(JSON.stringify(result)).not.toMatch(/s3cret|czNjcmV0/);
  });

  test('streams and errors are masked too', async () => {
    store.set(secret, 's3cret');
    const auth = { type: 'bearer', secret: 'api' };
    for (const stream of ['ndjson', 'text']) {
      const parts: unknown[] = [];
      for await (const part of partsOf(prepared({ auth, stream })({}, context()))) parts.push(part);
      expect(JSON.stringify(parts)).toContain('[secret]');
      expect(JSON.stringify(parts)).not.toContain('s3cret');
    }
    accepted = 'nobody';
    const refused = await resultOf(prepared({ auth }), {}, context());
    expect(refused.isError).toBe(true);
    expect(JSON.stringify(refused)).not.toContain('s3cret');
  });

  test('takes a key of a JSON secret, from either store', async () => {
    store.set('/p/test/api', '{"token":"abcdef"}');
    const secrets = { store: 'ssm', prefix: '/p/' } as const;
    const stage = environment({ aws: { ...environment().aws, secrets } });
    const auth = { type: 'bearer', secret: 'api', key: 'token' };
    expect(await seenOf(auth, stage)).toMatchObject({ headers: { authorization: 'Bearer abcdef' } });
    await expect(seenOf({ ...auth, key: 'other' }, stage)).rejects.toThrow('no text under the key "other"');
  });

  test('reads a secret once, and again when it was refused', async () => {
    store.set(secret, 'old-value');
    const stage = environment();
    const run = prepared({ auth: { type: 'bearer', secret: 'api' } }, stage);
    await Promise.all([resultOf(run, {}, context()), resultOf(run, {}, context())]);
    expect(asked).toHaveLength(1);
    store.set(secret, 'new-value');
    accepted = 'Bearer new-value';
    expect((await resultOf(run, {}, context())).isError).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  test('without a listed host or a secret says which', async () => {
    const auth = { type: 'bearer', secret: 'api' };
    await expect(resultOf(prepared({ auth }), {}, context())).rejects.toThrow(
      /The secret "api" of server test does not exist/,
    );
    await expect(resultOf(prepared({ auth }), {}, callContext())).rejects.toThrow(
      /may not send a secret to .*`hosts` in the Server/,
    );
    expect(asked).toHaveLength(1);
  });

  test('oauth2 gets one token for many calls, and another when it was refused', async () => {
    store.set(secret, 'client-secret');
    const auth = { type: 'oauth2', tokenUrl: `${upstream.origin}/token`, clientId: 'me', secret: 'api', scope: 'a b' };
    const run = prepared({ auth });
    await Promise.all([resultOf(run, {}, context()), resultOf(run, {}, context())]);
    const request = upstream.seen.filter(({ url }) => url === '/token').at(-1);
    expect(request).toMatchObject({ method: 'POST', body: 'grant_type=client_credentials&scope=a+b' });
    expect(request?.headers.authorization).toBe(`Basic ${btoa('me:client-secret')}`);
    expect(asked.filter((what) => what === 'token')).toHaveLength(1);
    accepted = 'Bearer token-3';
    expect((await resultOf(run, {}, context())).isError).toBeUndefined();
  });

  test('sigv4 signs with an assumed role, never as the function', async () => {
    const stage = environment({ aws: { ...environment().aws, roles: { reader: 'arn:aws:iam::1:role/reader' } } });
    const auth = { type: 'sigv4', service: 'execute-api', region: 'eu-west-1', role: 'reader' };
    const seen = await seenOf(auth, stage);
    expect(seen?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ASIAROLE\/\d{8}\/eu-west-1\/execute-api\//,
    );
    expect(seen?.headers).toMatchObject({ 'x-amz-security-token': 'role-token-1' });
    expect(seen?.headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
    await seenOf(auth, stage);
    expect(asked).toEqual(['sts']);
    await expect(seenOf({ ...auth, role: 'other' }, stage)).rejects.toThrow('no role "other"');
  });

  test.each<[JsonObject, string, readonly (string | number)[]]>([
    [{ type: 'bearer' }, 'https://a.example/', ['auth', 'secret']],
    [{ type: 'bearer', secret: 'a', name: 'x' }, 'https://a.example/', ['auth', 'name']],
    [{ type: 'bearer', secret: 'a' }, 'http://a.example/', ['url']],
    [{ type: 'apiKey', secret: 'a', name: 'Host' }, 'https://a.example/', ['auth', 'name']],
    [
      { type: 'oauth2', secret: 'a', clientId: 'b', tokenUrl: 'http://a.example' },
      'https://a.example/',
      ['auth', 'tokenUrl'],
    ],
    [
      { type: 'oauth2', secret: 'a', clientId: 'b', tokenUrl: 'ftp://a.example' },
      'https://a.example/',
      ['auth', 'tokenUrl'],
    ],
  ])('%j is refused at publish', async (auth, url, path) => {
    expect(await httpTarget.check(toolOf({ type: 'http', url, auth }))).toMatchObject([{ path }]);
  });
});
