import type { RequestListener } from 'node:http';
import { createGetJson, GetFailed, Outbound, type OutboundEnvironment } from '../../../lambda/outbound/index.ts';
import { afterTimeout } from '../../../lambda/timeout.ts';
import { answering, startUpstream, type Upstream } from '../targets/http/upstream.ts';

const LOCAL: OutboundEnvironment = { allowedNetworks: ['127.0.0.0/8'], loopback: true, now: Date.now };

let upstream: Upstream | undefined;
afterEach(async () => {
  await upstream?.close();
  upstream = undefined;
});

async function get(listener: RequestListener, environment: OutboundEnvironment = LOCAL, path = '/keys?a=1') {
  upstream = await startUpstream(listener);
  const outbound = new Outbound(environment);
  const { loopback } = environment;
  const getJson = createGetJson({ outbound, maxBytes: 1000, timeoutMs: 300, loopback, after: afterTimeout });
  return getJson(`${upstream.origin}${path}`);
}

describe('a JSON document of another host', () => {
  test('is read whole', async () => {
    await expect(get(answering(200, 'application/json', '{"keys":[]}'))).resolves.toEqual({ keys: [] });
    expect(upstream?.seen).toEqual([expect.objectContaining({ method: 'GET', url: '/keys?a=1', body: '' })]);
    expect(upstream?.seen[0]?.headers).toMatchObject({ accept: 'application/json', 'accept-encoding': 'identity' });
  });

  test.each<readonly [reason: string, listener: RequestListener]>([
    ['the status is 404', answering(404, 'application/json', '{}')],
    ['the status is 204', (_, response) => response.writeHead(204).end()],
    ['the response is not JSON', answering(200, 'application/json', '{"keys":[')],
    ['the response is not JSON', answering(200, 'application/json', Buffer.from([0x22, 0xff, 0x22]))],
    ['the response is not a JSON object', answering(200, 'application/json', '[]')],
    ['nests deeper than 16', answering(200, 'application/json', `{"a":${'['.repeat(40)}${']'.repeat(40)}}`)],
    ['has more than 1000 bytes', answering(200, 'application/json', `"${'a'.repeat(1000)}"`)],
    ['compressed', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}')],
    ['took longer than 300 ms', () => {}],
    ['took longer than 300 ms', (_, response) => void response.writeHead(200).write('{')],
    ['closed before', (_, response) => response.writeHead(200).write('{', () => response.destroy())],
    ['failed', (_, response) => response.destroy()],
  ])('is refused: %s', async (reason, listener) => {
    const failure = await get(listener).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(GetFailed);
    expect(failure).toMatchObject({
      message: expect.stringMatching(reason === 'closed before' ? /closed|aborted/ : reason),
    });
  });

  test('is not looked for where a redirect points', async () => {
    const redirect: RequestListener = (_, response) => response.writeHead(302, { location: '/other' }).end();

    await expect(get(redirect)).rejects.toThrow('the status is 302');
    expect(upstream?.seen).toHaveLength(1);
  });

  test('is not read over plain http outside of the local stack, and not from addresses that the stage does not allow', async () => {
    const ok = answering(200, 'application/json', '{}');

    await expect(get(ok, { ...LOCAL, loopback: false })).rejects.toThrow('only https');
    await upstream?.close();
    await expect(get(ok, { ...LOCAL, allowedNetworks: [] })).rejects.toThrow('may not call');
    expect(upstream?.seen).toEqual([]);
  });

  test('is read over TLS, also in the local stack', async () => {
    upstream = await startUpstream(answering(200, 'application/json', '{}'));
    const outbound = new Outbound(LOCAL);
    const getJson = createGetJson({ outbound, maxBytes: 1000, timeoutMs: 300, loopback: true, after: afterTimeout });

    const failure = await getJson(`https://${upstream.host}/keys`).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(GetFailed);
    expect(String(failure)).not.toContain('only https');
    expect(upstream.seen).toEqual([]);
  });

  test.each([
    'http://example.com/keys',
    'http://127.0.0.1.example.com/keys',
    'ftp://127.0.0.1/keys',
    'file:///etc/passwd',
    'https://user:secret@127.0.0.1/keys',
    'https://secret@127.0.0.1/keys',
    'https://:secret@127.0.0.1/keys',
    'https://10.0.0.1/keys',
    'https://169.254.169.254/latest/meta-data',
    'keys',
  ])('is never read from %s', async (url) => {
    const getJson = createGetJson({
      outbound: new Outbound(LOCAL),
      maxBytes: 1000,
      timeoutMs: 300,
      loopback: true,
      after: afterTimeout,
    });

    const failure = await getJson(url).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(GetFailed);
    expect(String(failure)).not.toContain('secret');
    if (url.includes('secret')) expect(String(failure)).toContain('it contains credentials');
  });
});
