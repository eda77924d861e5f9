import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { prepareHttp } from '../../../../../lambda/targets/http/index.ts';
import { type FakeAws, startAws } from '../../http/aws.ts';
import { startUpstream, type Upstream } from '../../http/upstream.ts';
import { callContext, environment, resultOf, toolOf } from '../../support.ts';
import { signatures } from './sigv4-verifier.ts';

const SECRET = 'spillway/test/test/api';

let aws: FakeAws;
let upstream: Upstream;
/** The client secret that the token endpoint takes, and the token that the API takes. */
let clientSecret: string;
let token: string;

beforeEach(async () => {
  aws = await startAws();
  upstream = await startUpstream((request, response) => {
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url !== '/token') return void json(tokenIsGood(request.headers.authorization) ? 200 : 401, 'ok');
    if (request.headers.authorization !== `Basic ${btoa(`me:${clientSecret}`)}`) return void refuse(response);
    json(200, { access_token: token, token_type: 'Bearer', expires_in: 3_600 });
  });
});
afterEach(() => Promise.all([aws.close(), upstream.close()]));

/** What the token endpoint calls the reason of a refusal. */
let code: string;
/** Anything that is no bearer token is none of this API's business. */
const tokenIsGood = (authorization = '') => !authorization.startsWith('Bearer ') || authorization === `Bearer ${token}`;

function refuse(response: ServerResponse) {
  response.writeHead(401).end(JSON.stringify({ error: code, error_description: clientSecret }));
}

const context = (timeoutMs = 5_000) => callContext({ timeoutMs, secretHosts: () => [upstream.host] });

function prepared(target: JsonObject, stage = environment()) {
  return prepareHttp(toolOf({ type: 'http', url: `${upstream.origin}/a`, ...target }), stage);
}

/** A stage whose clock can be set ahead. */
function stageAhead() {
  const clock = { aheadMs: 0 };
  const aws = { ...environment().aws, roles: { reader: 'arn:aws:iam::111122223333:role/reader' } };
  return { clock, stage: environment({ aws, now: () => Date.now() + clock.aheadMs }) };
}

const sigv4 = (service: string) => ({ type: 'sigv4', service, region: 'eu-west-1', role: 'reader' });

describe('sigv4', () => {
  const keys = [
    ['plain'],
    ['a/b'],
    ['with blank'],
    ['50%'],
    ["it's (1)!*"],
    ['year=2024+1'],
    ['zażółć 🦊'],
    ['a:b@c,d;e&f$g'],
  ];

  test.each(keys)('signs the path of S3 as S3 reads it, and the path of others encoded once more: %j', async (key) => {
    const { stage } = stageAhead();
    const query = { prefix: key, list: ['b', 'a'], empty: '' };
    for (const service of ['s3', 'execute-api']) {
      const url = `${upstream.origin}/bucket/part=1/(x)/{key}`;
      await resultOf(prepared({ url, query, auth: sigv4(service) }, stage), { key }, context());
      const seen = upstream.seen.at(-1);
      if (seen === undefined) throw new Error('nothing came');
      const { expected, given } = signatures(seen, 'role-key-1');
      expect(given).toBe(expected);
      expect(decodeURIComponent(seen.url)).toContain(`/bucket/part=1/(x)/${key}?`);
    }
  });

  test('signs the body', async () => {
    const { stage } = stageAhead();
    const run = prepared({ method: 'PUT', body: { a: '{% $args.a %}' }, auth: sigv4('s3') }, stage);
    await resultOf(run, { a: 'ż' }, context());
    const [seen] = upstream.seen;
    if (seen === undefined) throw new Error('nothing came');
    expect(signatures(seen, 'role-key-1').given).toBe(signatures(seen, 'role-key-1').expected);
  });

  test('assumes the role again a minute before its credentials end, once for all calls', async () => {
    const { stage, clock } = stageAhead();
    const run = prepared({ auth: sigv4('execute-api') }, stage);
    const call = () =>
      resultOf(run, {}, callContext({ deadline: stage.now() + 5_000, secretHosts: () => [upstream.host] }));
    const used = () => upstream.seen.map(({ headers }) => headers['x-amz-security-token']);
    await call();
    clock.aheadMs = 3_539_000;
    await call();
    expect(used()).toEqual(['role-token-1', 'role-token-1']);
    clock.aheadMs = 3_540_500;
    aws.sessionMs = 7_200_000;
    await Promise.all([call(), call()]);
    expect(used().slice(2)).toEqual(['role-token-2', 'role-token-2']);
    expect(aws.asked).toEqual(['sts', 'sts']);
  });
});

describe('oauth2', () => {
  const auth = () => ({ type: 'oauth2', tokenUrl: `${upstream.origin}/token`, clientId: 'me', secret: 'api' });
  const requests = () => upstream.seen.map(({ url }) => url);

  beforeEach(() => {
    aws.secrets.set(SECRET, 'first-secret');
    clientSecret = 'first-secret';
    token = 'token-1';
    code = 'invalid_client';
  });

  test('gets its token with the secret that the store has now, when the one it knew was refused', async () => {
    const run = prepared({ auth: auth() });
    await resultOf(run, {}, context());
    aws.secrets.set(SECRET, 'second-secret');
    clientSecret = 'second-secret';
    token = 'token-2';
    const { content, isError } = await resultOf(run, {}, context());
    expect({ content, isError }).toEqual({ content: [{ type: 'text', text: 'ok' }], isError: undefined });
    expect(requests()).toEqual(['/token', '/a', '/a', '/token', '/token', '/a']);
    expect(aws.asked).toHaveLength(2);
  });

  test('does not ask again when the store has no other secret, and says the code alone', async () => {
    clientSecret = 'hunter2-hunter2';
    const failure = resultOf(prepared({ auth: auth() }), {}, context());
    await expect(failure).rejects.toThrow(/returned no token: status 401 \(invalid_client\)\.$/);
    expect(requests()).toEqual(['/token']);
    expect(aws.asked).toHaveLength(2);
    aws.secrets.set(SECRET, 'onlyletters');
    code = 'onlyletters';
    await expect(resultOf(prepared({ auth: auth() }), {}, context())).rejects.toThrow(/status 401\.$/);
  });

  test('a call whose time ends does not take the token from those who wait with it', async () => {
    const run = prepared({ auth: auth() });
    let send = () => {};
    aws.answer = (release) => {
      send = release;
    };
    const hasty = resultOf(run, {}, context(150));
    const patient = resultOf(run, {}, context());
    await expect(hasty).rejects.toThrow(/did not return a token in time\. Try again\.$/);
    send();
    expect((await patient).isError).toBeUndefined();
    expect(requests()).toEqual(['/token', '/a']);
  });
});

describe('a store that', () => {
  test('does not answer before the deadline is not waited for any longer, and what comes late serves the next call', async () => {
    aws.secrets.set(SECRET, 'a-secret');
    let send = () => {};
    aws.answer = (release) => {
      send = release;
    };
    const run = prepared({ auth: { type: 'basic', username: 'me', secret: 'api' } });
    const hasty = context(150);
    await expect(resultOf(run, {}, hasty)).rejects.toThrow(
      'The secret "api" of server test could not be read in time.',
    );
    expect(Date.now()).toBeLessThanOrEqual(hasty.deadline);
    expect(upstream.seen).toEqual([]);
    const patient = resultOf(run, {}, context());
    send();
    expect((await patient).isError).toBeUndefined();
    expect(aws.asked).toHaveLength(1);
  });

  test('does not answer while a refused secret is read anew ends the call by its deadline', async () => {
    aws.secrets.set(SECRET, 'a-secret');
    const run = prepared({ auth: { type: 'bearer', secret: 'api' } });
    token = 'another';
    aws.answer = (release) => (aws.asked.length === 1 ? release() : undefined);
    await expect(resultOf(run, {}, context(300))).rejects.toThrow('could not be read in time. Try again.');
  });

  test('takes a request and never answers it is asked again, and so is STS', async () => {
    aws.answer = (release) => (aws.asked.length > 3 ? release() : undefined);
    aws.secrets.set(SECRET, 'a-secret').set('/p/test/api', 'a-secret');
    const { stage } = stageAhead();
    const secrets = { store: 'ssm', prefix: '/p/' } as const;
    const auth = { type: 'basic', username: 'me', secret: 'api' };
    const results = [
      resultOf(prepared({ auth }), {}, context(9_000)),
      resultOf(prepared({ auth }, environment({ aws: { ...environment().aws, secrets } })), {}, context(9_000)),
      resultOf(prepared({ auth: sigv4('execute-api') }, stage), {}, context(9_000)),
    ];
    for (const result of await Promise.all(results)) expect(result.isError).toBeUndefined();
    expect(aws.asked).toHaveLength(6);
  }, 12_000);
});

test('pages are asked for in the body, beside what the tool puts there', async () => {
  const pages = await startUpstream((_, response) => {
    const { after = 0 } = JSON.parse(pages.seen.at(-1)?.body ?? '');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ items: [after + 1], next: after < 2 ? after + 1 : null }));
  });
  const pagination = { type: 'cursor', cursor: '{% $response.body.next %}', param: 'after', in: 'body' };
  const tool = {
    url: pages.origin,
    method: 'POST',
    body: { filter: { city: '{% $args.city %}' } },
    pagination: { ...pagination, items: '{% $response.body.items %}' },
  };
  const { content } = await resultOf(prepared(tool), { city: 'Łódź' }, context());
  expect(content).toEqual([{ type: 'text', text: '[1,2,3]' }]);
  const filter = { city: 'Łódź' };
  expect(pages.seen.map(({ body }) => JSON.parse(body))).toEqual([
    { filter },
    { filter, after: 1 },
    { filter, after: 2 },
  ]);
  for (const { body, headers } of pages.seen) expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
  const numbered = { ...tool, body: {}, pagination: { type: 'page', in: 'body', start: 0, until: '{% true %}' } };
  await resultOf(prepared(numbered), {}, context());
  expect(pages.seen.at(-1)?.body).toBe('{"page":0}');
  await pages.close();
});
