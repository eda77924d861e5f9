import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { prepareHttp } from '../../../../lambda/targets/http/index.ts';
import { callContext, environment, toolOf } from '../support.ts';
import { startUpstream } from './upstream.ts';

const stage = environment();

/** The failure of one call; its text must not show what only the upstream should see. */
async function failureOf(
  url: string,
  { timeoutMs = 10_000, resultBytes = 100_000 } = {},
  env = stage,
): Promise<string> {
  const prepared = prepareHttp(toolOf({ type: 'http', url: `${url}/a?key=hunter2` }), env);
  const error = await Promise.resolve(prepared({}, callContext({ timeoutMs, resultBytes }))).catch((e: unknown) => e);
  expect(error).toMatchObject({ name: 'ToolError' });
  expect(String(error)).not.toContain('hunter2');
  return (error as Error).message;
}

/** A TCP server that does with a connection what the test says, once the request has come. */
async function withPeer<T>(act: (socket: Socket) => void, use: (origin: string, server: Server) => Promise<T>) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => act(socket));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  }
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n';
const openConnections = (server: Server) =>
  new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));

describe('http upstream that', () => {
  test.each<[string, (socket: Socket) => void, RegExp]>([
    ['never answers', () => {}, /took too long: it did not respond/],
    ['stalls in its headers', (socket) => socket.write(HEAD), /took too long: it did not respond/],
    ['stalls in its body', (socket) => socket.write(`${HEAD}\r\nabc`), /its response stopped arriving after 3 bytes/],
  ])('%s', async (_, act, message) => {
    await withPeer(act, async (origin, server) => {
      expect(await failureOf(origin, { timeoutMs: 300 })).toMatch(message);
      await new Promise((later) => setTimeout(later, 20));
      expect(await openConnections(server)).toBe(0);
    });
  });

  test.each<[string, (socket: Socket) => void, RegExp]>([
    ['resets', (socket) => socket.resetAndDestroy(), /closed the connection before its response was complete/],
    ['hangs up', (socket) => socket.end(), /closed the connection before its response was complete/],
    [
      'hangs up in its body',
      (socket) => socket.end(`${HEAD}content-length: 10\r\n\r\nabc`),
      /closed the connection before its response was complete/,
    ],
    [
      'resets in its body',
      (socket) => socket.write(`${HEAD}content-length: 10\r\n\r\nabc`, () => socket.resetAndDestroy()),
      /closed the connection/,
    ],
    ['speaks something else', (socket) => socket.end('SSH-2.0-OpenSSH\r\n'), /not HTTP/],
    [
      'sends endless headers',
      (socket) => socket.write(`${HEAD}x: ${'y'.repeat(100_000)}\r\n`),
      /response headers are too large/,
    ],
    ['announces too much', (socket) => socket.write(`${HEAD}content-length: 100001\r\n\r\n`), /more than 100000 bytes/],
    ['sends too much', (socket) => socket.write(`${HEAD}\r\n${'x'.repeat(200_000)}`), /more than 100000 bytes/],
    [
      'compresses in another way',
      (socket) => socket.write(`${HEAD}content-encoding: compress\r\n\r\nabc`),
      /content-encoding compress/,
    ],
    [
      'sends damaged data',
      (socket) => socket.write(`${HEAD}content-encoding: gzip\r\n\r\nabc`),
      /its compressed response is damaged or incomplete \(Z_DATA_ERROR\)/,
    ],
  ])('%s', async (_, act, message) => {
    await withPeer(act, async (origin, server) => {
      expect(await failureOf(origin)).toMatch(message);
      await new Promise((later) => setTimeout(later, 20));
      expect(await openConnections(server)).toBe(0);
    });
  });

  test('sends without end is cut off at once', async () => {
    const upstream = await startUpstream((_, response) => {
      const pour = () => void response.write('x'.repeat(65_536), pour);
      response.writeHead(200);
      pour();
    });
    const started = Date.now();
    expect(await failureOf(upstream.origin)).toContain('more than 100000 bytes');
    expect(Date.now() - started).toBeLessThan(1_000);
    await upstream.close();
  });

  test('is not there', async () => {
    expect(await failureOf('http://127.0.0.1:1')).toMatch(/^GET 127\.0\.0\.1:1\/a failed: it refused the connection/);
  });

  test('has a name that is not known', async () => {
    const unknown = environment({
      resolveHost: async () => {
        throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
      },
    });
    expect(await failureOf('http://nowhere.example', {}, unknown)).toContain('its host name does not exist');
  });

  test('has a name that is being looked up for ever', async () => {
    const stuck = environment({ resolveHost: () => new Promise(() => {}) });
    expect(await failureOf('http://stuck.example', { timeoutMs: 200 }, stuck)).toContain('took too long');
  });

  test('speaks no TLS', async () => {
    await withPeer(
      (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      async (origin) => {
        expect(await failureOf(origin.replace('http:', 'https:'))).toMatch(
          /no secure connection could be made \(\w+\)/,
        );
      },
    );
  });

  test('is asked after the deadline is not asked at all', async () => {
    const upstream = await startUpstream();
    expect(await failureOf(upstream.origin, { timeoutMs: 0 })).toContain('was not sent');
    expect(upstream.seen).toHaveLength(0);
    await upstream.close();
  });

  test('answers well keeps its connection for the next call, until it is stale', async () => {
    const ports: unknown[] = [];
    const upstream = await startUpstream((request, response) => {
      ports.push(request.socket.remotePort);
      response.end('ok');
    });
    let ahead = 0;
    const now = () => Date.now() + ahead;
    const prepared = prepareHttp(toolOf({ type: 'http', url: upstream.origin }), environment({ now }));
    const call = () => prepared({}, callContext({ deadline: now() + 2_000, resultBytes: 1_000 }));
    await call();
    await call();
    ahead = 60_000;
    await call();
    expect(ports[1]).toBe(ports[0]);
    expect(ports[2]).not.toBe(ports[0]);
    expect(await upstream.connections()).toBe(1);
    await upstream.close();
  });

  test('fails does so once: nothing is thrown after the call has ended', async () => {
    const late: unknown[] = [];
    const note = (error: unknown) => late.push(error);
    process.on('unhandledRejection', note).on('uncaughtException', note);
    await withPeer(
      (socket) => socket.write(`${HEAD}\r\nabc`, () => setTimeout(() => socket.resetAndDestroy(), 80)),
      (origin) => failureOf(origin, { timeoutMs: 60 }),
    );
    await withPeer(
      (socket) => socket.write(`${HEAD}content-encoding: br\r\n\r\nabc`, () => socket.resetAndDestroy()),
      (origin) => failureOf(origin),
    );
    await new Promise((later) => setTimeout(later, 100));
    process.off('unhandledRejection', note).off('uncaughtException', note);
    expect(late).toEqual([]);
  });
});
