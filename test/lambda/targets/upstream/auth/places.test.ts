import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Json, JsonObject } from '../../../../../lambda/json.ts';
import { prepareHttp } from '../../../../../lambda/targets/http/index.ts';
import { httpTarget } from '../../../../../lambda/targets/http/publish.ts';
import { type FakeAws, startAws } from '../../http/aws.ts';
import { startUpstream, type Upstream } from '../../http/upstream.ts';
import { callContext, environment, resultOf, toolOf } from '../../support.ts';

let aws: FakeAws;
let upstream: Upstream;

beforeAll(async () => {
  aws = await startAws();
  upstream = await startUpstream();
});
beforeEach(() => {
  aws.secrets.clear();
  aws.secrets.set('spillway/test/test/api', 's3cret/&="x');
  aws.secrets.set('spillway/test/test/keys', '{"base64":"AP+ABz4/","url":"AP-ABz4_AQ","hex":"00fF80"}');
  aws.secrets.set('spillway/test/test/dd', '{"api":"key-one","app":"key-two"}');
});
afterAll(() => Promise.all([upstream.close(), aws.close()]));

const context = () => callContext({ secretHosts: () => [upstream.host] });

/** Calls a tool and gives what the upstream saw of it, and the result. */
async function call(auth: Json, target: JsonObject = {}, args: JsonObject = {}) {
  const tool = toolOf({ type: 'http', url: `${upstream.origin}/a`, ...target, auth });
  const result = await resultOf(prepareHttp(tool, environment()), args, context());
  const seen = upstream.seen.at(-1);
  if (seen === undefined) throw new Error('nothing arrived');
  return { seen, text: JSON.stringify(result) };
}

describe('an API key', () => {
  test.each<[JsonObject, JsonObject, object]>([
    [{ name: 'Authorization', prefix: 'Token token=' }, {}, { headers: { authorization: 'Token token=s3cret/&="x' } }],
    [{ in: 'query', name: 'k', prefix: 'p ' }, {}, { url: '/a?k=p%20s3cret%2F%26%3D%22x' }],
    [{ in: 'cookie', name: 'sid' }, { cookies: { a: 1 } }, { headers: { cookie: 'a=1; sid=s3cret/&="x' } }],
    [{ in: 'body', name: 'token' }, { method: 'POST', body: { a: 1 } }, { body: '{"a":1,"token":"s3cret/&=\\"x"}' }],
    [{ in: 'body', name: 'token' }, { method: 'POST', body: {} }, { body: '{"token":"s3cret/&=\\"x"}' }],
    [{ in: 'body', name: 't' }, { method: 'POST', form: { a: 1 } }, { body: 'a=1&t=s3cret%2F%26%3D%22x' }],
    [{ in: 'path', name: 'token' }, { path: '/' }, { url: '/bots3cret%2F%26%3D%22x/send' }],
  ])('%j of %j', async (auth, target, expected) => {
    const { path, ...rest } = target;
    const at = path === undefined ? rest : { url: `${upstream.origin}/bot{token}/send` };

    const { seen, text } = await call({ type: 'apiKey', secret: 'api', ...auth }, at);

    expect(seen).toMatchObject(expected);
    expect(seen.headers['content-length'] ?? String(Buffer.byteLength(seen.body))).toBe(
      String(Buffer.byteLength(seen.body)),
    );
    expect(text).toContain('[secret]');
    expect(text).not.toContain('s3cret');
  });

  test('in the path is never part of an error', async () => {
    const broken = await startUpstream((_, response) => response.writeHead(404).end('no'));
    const tool = toolOf({
      type: 'http',
      url: `${broken.origin}/bot{token}/send`,
      auth: { type: 'apiKey', in: 'path', name: 'token', secret: 'api' },
    });

    const failed = resultOf(prepareHttp(tool, environment()), {}, callContext({ secretHosts: () => [broken.host] }));

    await expect(failed).rejects.toThrow('/bot{token}/send returned 404');
    await broken.close();
  });

  test('in a body that is a list is an error before anything is sent', async () => {
    const before = upstream.seen.length;

    const auth = { type: 'apiKey', in: 'body', name: 't', secret: 'api' };
    await expect(call(auth, { method: 'POST', body: '{% $args.list %}' }, { list: [1] })).rejects.toThrow(
      'no JSON object or form',
    );
    expect(upstream.seen).toHaveLength(before);
  });

  test('no argument replaces it in a body', async () => {
    const auth = { type: 'apiKey', in: 'body', name: 't', secret: 'api' };

    const { seen } = await call(auth, { method: 'POST', body: '{% $args %}' }, { t: 'mine' });

    expect(JSON.parse(seen.body)).toEqual({ t: 's3cret/&="x' });
  });
});

describe('an API key that an argument names, too', () => {
  const key = (place: string) => ({ type: 'apiKey', in: place, name: 't', secret: 'api' });

  test('replaces a cookie', async () => {
    const { seen } = await call(key('cookie'), { cookies: '{% $args %}' }, { t: 'mine', tt: 'other' });

    expect(seen.headers.cookie).toBe('tt=other; t=s3cret/&="x');
  });

  test('replaces a field of a form', async () => {
    const { seen } = await call(key('body'), { method: 'POST', form: '{% $args %}' }, { t: ['mine', 'mine'], tt: 1 });

    expect(seen.body).toBe('tt=1&t=s3cret%2F%26%3D%22x');
  });

  test('stands wherever the URL has its placeholder', async () => {
    const { seen } = await call(key('path'), { url: `${upstream.origin}/{t}/a/{t}` });

    expect(seen.url).toBe('/s3cret%2F%26%3D%22x/a/s3cret%2F%26%3D%22x');
  });

  test('is no part of a cookie that would end there', async () => {
    aws.secrets.set('spillway/test/test/api', 'abcd; admin=1');

    await expect(call(key('cookie'))).rejects.toThrow('The secret for the cookie t contains a semicolon');
  });
});

describe('credentials', () => {
  test.each<[string, JsonObject, string, string]>([
    ['a key as the user name', { type: 'basic', password: '' }, 'authorization', `Basic ${btoa('s3cret/&="x:')}`],
    [
      'a key as the user name of a fixed password',
      { type: 'basic', password: 'x' },
      'authorization',
      `Basic ${btoa('s3cret/&="x:x')}`,
    ],
    ['no user name', { type: 'basic', username: '' }, 'authorization', `Basic ${btoa(':s3cret/&="x')}`],
    ['a token in a header of its own', { type: 'bearer', name: 'X-Token' }, 'x-token', 's3cret/&="x'],
    ['a token of another scheme', { type: 'bearer', prefix: 'Token ' }, 'authorization', 'Token s3cret/&="x'],
  ])('%s', async (_, auth, header, expected) => {
    const { seen, text } = await call({ ...auth, secret: 'api' });

    expect(seen.headers[header]).toBe(expected);
    expect(text).not.toContain(expected);
  });
});

describe('several credentials', () => {
  const two = [
    { type: 'apiKey', name: 'DD-API-KEY', secret: 'dd', key: 'api' },
    { type: 'apiKey', name: 'DD-APPLICATION-KEY', secret: 'dd', key: 'app' },
  ];

  test('are all sent, from one reading of the secret', async () => {
    const { seen, text } = await call(two);

    expect(seen.headers).toMatchObject({ 'dd-api-key': 'key-one', 'dd-application-key': 'key-two' });
    expect(text).not.toMatch(/key-(one|two)/);
    expect(aws.asked.filter((what) => what.includes('GetSecretValue'))).not.toHaveLength(0);
  });

  test('a signature covers what the others add, whatever their order', async () => {
    const auth = [
      { type: 'hmac', secret: 'api', name: 'X-Signature', string: '{% $request.headers.`x-key` %}' },
      { type: 'apiKey', secret: 'dd', key: 'api', name: 'X-Key' },
    ];

    const { seen } = await call(auth);

    expect(seen.headers['x-signature']).toBe(createHmac('sha256', 's3cret/&="x').update('key-one').digest('hex'));
  });

  test.each<[Json, (string | number)[], string]>([
    [
      [
        { type: 'bearer', secret: 'a' },
        { type: 'basic', secret: 'b', username: 'u' },
      ],
      ['auth', 1],
      'header Authorization',
    ],
    [
      [
        { type: 'bearer', secret: 'a' },
        { type: 'apiKey', secret: 'b', name: 'authorization' },
      ],
      ['auth', 1],
      'header Authorization',
    ],
    [
      [
        { type: 'apiKey', secret: 'a', name: 'X' },
        { type: 'apiKey', secret: 'b', name: 'x' },
      ],
      ['auth', 1],
      'sets already',
    ],
    [{ type: 'apiKey', secret: 'a', name: 'token', in: 'path' }, ['auth', 'name'], 'placeholder {token}'],
    [{ type: 'apiKey', secret: 'a', name: 'token', in: 'body' }, ['auth', 'in'], 'needs a `body`'],
    [{ type: 'apiKey', secret: 'a', name: 'to ken', in: 'cookie' }, ['auth', 'name'], 'cookie name'],
    [{ type: 'apiKey', secret: 'a', name: 'Host' }, ['auth', 'name'], 'cannot be changed'],
    [{ type: 'apiKey', secret: 'a', name: 'X', prefix: 'a\nb' }, ['auth', 'prefix'], 'line break'],
    [{ type: 'hmac', secret: 'a', name: 'X', algorithm: 'RS256' }, ['auth', 'algorithm'], 'sha1, sha256 or sha512'],
    [{ type: 'hmac', secret: 'a', name: 'X', string: '{% $args.x %}' }, ['auth', 'string'], '$args is not defined'],
    [{ type: 'hmac', secret: 'a', name: 'X', in: 'body' }, ['auth', 'in'], 'must be header or query'],
    [
      { type: 'hmac', secret: 'a', name: 'X', timestampHeader: 'a b' },
      ['auth', 'timestampHeader'],
      'not a header name',
    ],
    [{ type: 'jwt', secret: 'a', algorithm: 'sha256' }, ['auth', 'algorithm'], 'such as RS256'],
    [{ type: 'jwt', secret: 'a', exchange: { url: 'x' } }, ['auth', 'exchange', 'url'], 'absolute URL'],
    [{ type: 'oauth2', secret: 'a', tokenUrl: 'https://t.example/' }, ['auth', 'clientId'], 'is missing'],
    [
      { type: 'oauth2', secret: 'a', clientId: 'b', tokenUrl: 'https://{hst}/token' },
      ['auth', 'tokenUrl'],
      'has a placeholder that is not a variable of the Server document',
    ],
    [
      { type: 'hmac', secret: 'a', name: 'X', prefix: 'v', value: '{% $request.signature %}' },
      ['auth', 'prefix'],
      'is not used: `value` is all that is sent',
    ],
    [
      { type: 'hmac', secret: 'a', name: 'X', string: '{% $request.signature %}' },
      ['auth', 'string'],
      '$request.signature never exists',
    ],
    [{ type: 'basic', secret: 'a' }, ['auth', 'username'], 'where the secret is the user name, write `password`'],
    [{ type: 'basic', secret: 'a', username: 'u', password: 'p' }, ['auth', 'password'], 'the password is the secret'],
    [
      [
        { type: 'bearer', secret: 'a', name: 'X-Token' },
        { type: 'apiKey', secret: 'b', name: 'x-token' },
      ],
      ['auth', 1],
      'sets the header x-token',
    ],
    [{ type: 'jwt', secret: 'a', name: 'to ken' }, ['auth', 'name'], 'not a header name'],
    [
      { type: 'oauth2', secret: 'a', clientId: 'b', tokenUrl: 'https://t.example/', keyId: 'k' },
      ['auth', 'keyId'],
      'not a key of oauth2',
    ],
    [
      {
        ...{ type: 'oauth2', secret: 'a', clientId: 'b', tokenUrl: 'https://t.example/' },
        ...{ grant: 'refresh_token', clientAuth: 'private_key_jwt' },
      },
      ['auth', 'clientAuth'],
      'needs `grant: client_credentials`',
    ],
    [{ type: 'mtls', secret: 'a', username: 'x' }, ['auth', 'username'], 'not a key of mtls'],
  ])('the check of %j', async (auth, path, message) => {
    const target = { type: 'http', url: 'https://a.example/', auth } as const;

    const faults = await httpTarget.check({ name: 'tool', input: { type: 'object' }, target });

    expect(faults).toEqual([{ path, message: expect.stringContaining(message) }]);
  });

  test('each endpoint that receives a secret must be listed', () => {
    const auth = [
      { type: 'apiKey', secret: 'a', name: 'X' },
      { type: 'oauth2', secret: 'b', clientId: 'c', tokenUrl: 'https://token.example/' },
      { type: 'jwt', secret: 'a', exchange: { url: 'https://exchange.example/' } },
    ];

    expect(httpTarget.secretUrls?.({ url: 'https://a.example/', auth })).toEqual([
      { path: ['url'], url: 'https://a.example/' },
      { path: ['auth', 1, 'tokenUrl'], url: 'https://token.example/' },
      { path: ['auth', 2, 'exchange', 'url'], url: 'https://exchange.example/' },
    ]);
  });
});

describe('hmac', () => {
  test('signs the text that the document describes, at the time that it sends', async () => {
    const auth = {
      type: 'hmac',
      secret: 'api',
      name: 'X-Signature',
      prefix: 'v0=',
      timestampHeader: 'X-Timestamp',
      algorithm: 'sha512',
      encoding: 'base64',
      string:
        "{% $join([$request.method, $request.path, $request.query, $string($request.timestamp), $request.body], ':') %}",
    };

    const { seen, text } = await call(auth, { method: 'POST', body: { a: 'é' }, query: { q: 'a b' } });

    const timestamp = String(seen.headers['x-timestamp']);
    expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(60);
    const signed = `POST:/a:q=a%20b:${timestamp}:{"a":"é"}`;
    const signature = createHmac('sha512', 's3cret/&="x').update(signed).digest('base64');
    expect(seen.headers['x-signature']).toBe(`v0=${signature}`);
    expect(text).not.toContain(signature);
  });

  test.each<[Json, string, Buffer]>([
    ['base64', 'base64', Buffer.from([0, 255, 128, 7, 62, 63])],
    ['base64', 'url', Buffer.from([0, 255, 128, 7, 62, 63, 1])],
    ['hex', 'hex', Buffer.from([0, 255, 128])],
  ])('signs with the bytes of a key in %s (%s)', async (secretEncoding, key, bytes) => {
    const auth = { type: 'hmac', secret: 'keys', key, secretEncoding, name: 'X-Hub' };

    const { seen } = await call(auth, { method: 'POST', text: 'hello' });

    expect(seen.headers['x-hub']).toBe(createHmac('sha256', bytes).update('hello').digest('hex'));
  });

  test('says which secret is not in its encoding, and not what it is', async () => {
    const failed = call({ type: 'hmac', secret: 'api', secretEncoding: 'base64', name: 'X-Hub' });

    await expect(failed).rejects.toThrow(
      'The secret api is not base64, which `auth.secretEncoding` says it is: an operator must store it as the API shows it.',
    );
    await expect(failed).rejects.not.toThrow('s3cret');
  });

  test('signs the body by default', async () => {
    const { seen } = await call({ type: 'hmac', secret: 'api', name: 'X-Hub' }, { method: 'POST', text: 'hello' });

    expect(seen.headers['x-hub']).toBe(createHmac('sha256', 's3cret/&="x').update('hello').digest('hex'));
  });

  test('sends a signature as the last parameter of the query that it covers', async () => {
    const auth = { type: 'hmac', secret: 'api', in: 'query', name: 'signature', string: '{% $request.query %}' };

    const { seen, text } = await call(auth, {
      query: { signature: 'of the page before', symbol: 'A&B', timestamp: 17 },
    });

    const signature = createHmac('sha256', 's3cret/&="x').update('symbol=A%26B&timestamp=17').digest('hex');
    expect(seen.url).toBe(`/a?symbol=A%26B&timestamp=17&signature=${signature}`);
    expect(text).not.toContain(signature);
  });

  test('sends what `value` makes of the signature, which stays masked', async () => {
    const auth = {
      ...{ type: 'hmac', secret: 'api', name: 'Signature', encoding: 'base64', string: "{% 'x ' & $request.path %}" },
      value: `{% 't=' & $request.timestamp & ',signature="' & $request.signature & '"' %}`,
    };

    const { seen, text } = await call(auth);

    const signature = createHmac('sha256', 's3cret/&="x').update('x /a').digest('base64');
    expect(String(seen.headers.signature).replace(/t=\d+/, 't=')).toBe(`t=,signature="${signature}"`);
    expect(text).not.toContain(signature);
  });

  test.each(['string', 'value'])('a `%s` that gives no text is an error', async (key) => {
    const auth = { type: 'hmac', secret: 'api', name: 'X', [key]: '{% $request.timestamp %}' };

    await expect(call(auth)).rejects.toThrow(`\`auth.${key}\` must give a string`);
  });
});

describe('mtls', () => {
  const fixture = (name: string) =>
    readFileSync(new URL(`../../../../fixtures/certificates/${name}`, import.meta.url), 'utf8');

  /** A server that accepts connections with a certificate of the test's authority only. */
  async function startTls() {
    const seen: string[] = [];
    const options = {
      key: fixture('server.key'),
      cert: fixture('server.pem'),
      ca: fixture('ca.pem'),
      requestCert: true,
      rejectUnauthorized: true,
    };
    const server = createServer(options, (request, response) => {
      seen.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as AddressInfo;
    const close = () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    };
    return { url: `https://127.0.0.1:${port}/`, host: `127.0.0.1:${port}`, seen, close };
  }

  const certified = (url: string) => toolOf({ type: 'http', url, auth: { type: 'mtls', secret: 'cert' } });

  test('connects with the certificate of the secret, which no other tool uses', async () => {
    const server = await startTls();
    const secret = { certificate: fixture('client.pem'), privateKey: fixture('client.key'), ca: fixture('ca.pem') };
    aws.secrets.set('spillway/test/test/cert', JSON.stringify(secret));
    const stage = environment();
    const listed = callContext({ secretHosts: () => [server.host] });

    await resultOf(prepareHttp(certified(server.url), stage), {}, listed);
    const without = resultOf(prepareHttp(toolOf({ type: 'http', url: server.url }), stage), {}, listed);

    await expect(without).rejects.toThrow('no secure connection');
    expect(server.seen).toEqual(['client']);
    await server.close();
  });

  test('keeps no connection for a tool with another certificate', async () => {
    const server = await startTls();
    const pem = (name: string) => ({ certificate: fixture(`${name}.pem`), privateKey: fixture(`${name}.key`) });
    const stage = environment();
    const listed = callContext({ secretHosts: () => [server.host] });
    for (const name of ['client', 'server', 'client']) {
      aws.secrets.set(`spillway/test/test/${name}`, JSON.stringify({ ...pem(name), ca: fixture('ca.pem') }));
      const tool = toolOf({ type: 'http', url: server.url, auth: { type: 'mtls', secret: name } });
      await resultOf(prepareHttp(tool, stage), {}, listed);
    }

    expect(new Set(server.seen).size).toBe(2);
    expect(server.seen[0]).toBe(server.seen[2]);
    await server.close();
  });

  test('that has expired is an error before anything is sent', async () => {
    aws.secrets.set('spillway/test/test/cert', fixture('client.pem') + fixture('client.key'));
    const later = Date.UTC(2500, 0);
    const listed = callContext({ secretHosts: () => ['127.0.0.1'], deadline: later + 60_000 });

    const called = resultOf(
      prepareHttp(certified('https://127.0.0.1:9/'), environment({ now: () => later })),
      {},
      listed,
    );

    await expect(called).rejects.toThrow(/^The certificate of the secret "cert" expired on \d{4}-\d\d-\d\d\. /);
  });

  test.each([['-----BEGIN-----'], ['{"certificate":"x","privateKey":"y"}'], ['PAIR']])(
    'a secret %s',
    async (secret) => {
      const wrongPair = fixture('client.pem') + fixture('server.key');
      aws.secrets.set('spillway/test/test/cert', secret === 'PAIR' ? wrongPair : secret);
      const listed = callContext({ secretHosts: () => ['127.0.0.1'] });

      const called = resultOf(prepareHttp(certified('https://127.0.0.1:9/'), environment()), {}, listed);

      await expect(called).rejects.toThrow('The secret "cert" is not a certificate with its private key in PEM.');
    },
  );

  test('needs https', async () => {
    const target = { type: 'http', url: 'HTTP://127.0.0.1:1/', auth: { type: 'mtls', secret: 'a' } } as const;

    expect(await httpTarget.check({ name: 'tool', input: { type: 'object' }, target })).toEqual([
      { path: ['url'], message: expect.stringContaining('must be https') },
    ]);
  });
});
