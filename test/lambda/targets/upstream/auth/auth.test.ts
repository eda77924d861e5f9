import type { JsonObject } from '../../../../../lambda/json.ts';
import { prepareHttp } from '../../../../../lambda/targets/http/index.ts';
import { httpTarget } from '../../../../../lambda/targets/http/publish.ts';
import { type FakeAws, startAws } from '../../http/aws.ts';
import { startUpstream, type Upstream } from '../../http/upstream.ts';
import { callContext, environment, partsOf, resultOf, toolOf } from '../../support.ts';

let aws: FakeAws;
let upstream: Upstream;
let accepted: string | undefined;

beforeAll(async () => {
  aws = await startAws();
  upstream = await startUpstream((request, response) => {
    if (request.url === '/token') {
      return void response.end(
        JSON.stringify({ access_token: `token-${aws.asked.push('token')}`, token_type: 'Bearer', expires_in: 60 }),
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
  aws.secrets.clear();
  aws.asked.length = 0;
  accepted = undefined;
});
afterAll(() => Promise.all([upstream.close(), aws.close()]));

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
    aws.secrets.set(secret, 's3cret+x\n');
    expect(await seenOf({ ...auth, secret: 'api' })).toMatchObject(expected);
    const result = await resultOf(prepared({ auth: { ...auth, secret: 'api' } }), {}, context());
    expect(JSON.stringify(result)).toContain('[secret]');
    expect(JSON.stringify(result)).not.toMatch(/s3cret|czNjcmV0/);
  });

  test('streams and errors are masked too', async () => {
    aws.secrets.set(secret, 's3cret');
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
    aws.secrets.set('/p/test/api', '{"token":"abcdef"}');
    const secrets = { store: 'ssm', prefix: '/p/' } as const;
    const stage = environment({ aws: { ...environment().aws, secrets } });
    const auth = { type: 'bearer', secret: 'api', key: 'token' };
    expect(await seenOf(auth, stage)).toMatchObject({ headers: { authorization: 'Bearer abcdef' } });
    await expect(seenOf({ ...auth, key: 'other' }, stage)).rejects.toThrow('no text under the key "other"');
  });

  test('reads a secret once, and again when it was refused', async () => {
    aws.secrets.set(secret, 'old-value');
    const stage = environment();
    const run = prepared({ auth: { type: 'bearer', secret: 'api' } }, stage);
    await Promise.all([resultOf(run, {}, context()), resultOf(run, {}, context())]);
    expect(aws.asked).toHaveLength(1);
    aws.secrets.set(secret, 'new-value');
    accepted = 'Bearer new-value';
    expect((await resultOf(run, {}, context())).isError).toBeUndefined();
    expect(aws.asked).toHaveLength(2);
  });

  test('without a listed host or a secret says which', async () => {
    const auth = { type: 'bearer', secret: 'api' };
    await expect(resultOf(prepared({ auth }), {}, context())).rejects.toThrow(
      /The secret "api" of server test does not exist/,
    );
    await expect(resultOf(prepared({ auth }), {}, callContext())).rejects.toThrow(
      /may not send a secret to .*`hosts` in the Server/,
    );
    expect(aws.asked).toHaveLength(1);
  });

  test('oauth2 gets one token for many calls, and another when it was refused', async () => {
    aws.secrets.set(secret, 'client-secret');
    const auth = { type: 'oauth2', tokenUrl: `${upstream.origin}/token`, clientId: 'me', secret: 'api', scope: 'a b' };
    const run = prepared({ auth });
    await Promise.all([resultOf(run, {}, context()), resultOf(run, {}, context())]);
    const request = upstream.seen.filter(({ url }) => url === '/token').at(-1);
    expect(request).toMatchObject({ method: 'POST', body: 'grant_type=client_credentials&scope=a+b' });
    expect(request?.headers.authorization).toBe(`Basic ${btoa('me:client-secret')}`);
    expect(aws.asked.filter((what) => what === 'token')).toHaveLength(1);
    accepted = 'Bearer token-3';
    expect((await resultOf(run, {}, context())).isError).toBeUndefined();
  });

  test('sigv4 signs with an assumed role, never as the function', async () => {
    const stage = environment({ aws: { ...environment().aws, roles: { reader: 'arn:aws:iam::1:role/reader' } } });
    const auth = { type: 'sigv4', service: 'execute-api', region: 'eu-west-1', role: 'reader' };
    const seen = await seenOf(auth, stage);
    expect(seen?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ASIAROLE1\/\d{8}\/eu-west-1\/execute-api\//,
    );
    expect(seen?.headers).toMatchObject({ 'x-amz-security-token': 'role-token-1' });
    expect(seen?.headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
    await seenOf(auth, stage);
    expect(aws.asked).toEqual(['sts']);
    await expect(seenOf({ ...auth, role: 'other' }, stage)).rejects.toThrow('no role "other"');
  });

  test.each<[JsonObject, string, readonly (string | number)[]]>([
    [{ type: 'bearer' }, 'https://a.example/', ['auth', 'secret']],
    [{ type: 'bearer', secret: 'a', in: 'query' }, 'https://a.example/', ['auth', 'in']],
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
