import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { post } from '../../../client/http/index.ts';
import { CALL, endpointOf, exchange, LIST, linesOf, PROGRESS, RESULT } from '../support/endpoint.ts';
import { type LiveServer, type Responder, socketOf, startLiveServer } from '../support/live-server.ts';

const LINES = { 'content-type': 'application/json-lines' };

const servers: LiveServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(respond: Responder): Promise<LiveServer> {
  const server = await startLiveServer(respond);
  servers.push(server);
  return server;
}

/** A server that sends one message, and waits. */
async function startWaiting() {
  const { promise: response, resolve } = Promise.withResolvers<ServerResponse>();
  const { url } = await start((opened) => {
    opened.writeHead(200, LINES).write(linesOf(PROGRESS));
    resolve(opened);
  });
  return { endpoint: endpointOf(url), closed: response.then((opened) => once(opened, 'close')) };
}

describe('a large message', () => {
  const lineOf = (bytes: number) => {
    const frame = linesOf({ ...RESULT, result: { text: '' } });
    return frame.replace('""', `"${'x'.repeat(bytes - frame.length + 1)}"`);
  };

  test('of 10 MB arrives', async () => {
    const { url } = await start((response) => response.writeHead(200, LINES).end(lineOf(10_000_000)));

    expect((await exchange(endpointOf(url))).messages).toHaveLength(1);
  });

  test('of one byte more is refused, and the connection is closed', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const { url } = await start((response) => {
      response.on('close', resolve);
      response.writeHead(200, LINES).write(linesOf(PROGRESS) + lineOf(10_000_001));
    });

    const { messages, error } = await exchange(endpointOf(url));

    expect(messages).toEqual([PROGRESS]);
    expect(error).toMatchObject({ name: 'MessageTooLarge', actor: 'caller', limit: 10_000_000 });
    await closed;
  });

  test('as an error page is not read to its end', async () => {
    let isClosed = false;
    const { url } = await start((response) => {
      response.on('close', () => {
        isClosed = true;
      });
      response.writeHead(500, { 'content-type': 'text/html' });
      const write = () => {
        if (!isClosed) response.write('<p>'.repeat(10_000), () => setImmediate(write));
      };
      write();
    });

    const { error } = await exchange(endpointOf(url, { maxMessageBytes: 100_000 }));

    expect(error).toMatchObject({
      name: 'ServerFailed',
      message: expect.stringMatching(/^HTTP 500: <p><p>.{194}\nThe request may/),
    });
  });
});

describe('a proxy', () => {
  test('that buffers the whole stream delays the messages, and changes nothing', async () => {
    const target = await start((response) => {
      response.writeHead(200, LINES).write(linesOf(PROGRESS));
      setTimeout(() => response.end(linesOf(PROGRESS, RESULT)), 50);
    });
    const proxy = await start(async (response, { body, headers }) => {
      const { accept = '', 'content-type': type = '' } = headers;
      const answer = await fetch(target.url, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { accept, 'content-type': type },
      });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      response.writeHead(answer.status, { ...LINES, 'content-length': bytes.length }).end(bytes);
    });

    expect((await exchange(endpointOf(proxy.url))).messages).toEqual([PROGRESS, PROGRESS, RESULT]);
  });

  test('that compresses the stream changes nothing', async () => {
    const { url } = await start((response) =>
      response.writeHead(200, { ...LINES, 'content-encoding': 'gzip' }).end(gzipSync(linesOf(PROGRESS, RESULT))),
    );

    expect((await exchange(endpointOf(url))).messages).toEqual([PROGRESS, RESULT]);
  });
});

describe('a caller that stops reading', () => {
  const ROW = { ...PROGRESS, params: { text: 'x'.repeat(10_000) } };
  const ROWS = 20_000;

  test('stops the server, which continues when the caller does', async () => {
    let written = 0;
    const { url } = await start((response) => {
      response.writeHead(200, LINES);
      const line = linesOf(ROW);
      const fill = () => {
        while (written < ROWS) {
          written += 1;
          if (!response.write(line)) return response.once('drain', fill);
        }
        return response.end(linesOf(RESULT));
      };
      fill();
    });
    const { messages } = await post(endpointOf(url), CALL);
    await messages.next();

    const stopped = await settled(() => written);
    await delay(200);

    // 200 MB are to be sent. The buffers of both sockets and of `fetch` hold a few.
    expect(stopped).toBeLessThan(ROWS / 10);
    expect(written).toBe(stopped);
    let read = 1;
    for await (const _ of messages) read += 1;
    expect([read, written]).toEqual([ROWS + 1, ROWS]);
  });

  /** Returns a number once it has stopped growing. */
  async function settled(read: () => number): Promise<number> {
    for (let last = -1; ; ) {
      await delay(200);
      if (read() === last) return last;
      last = read();
    }
  }
});

describe('an abort', () => {
  const REASON = new Error('the user pressed escape');

  test.each([
    ['a request that changes nothing', LIST],
    ['a call', CALL],
  ])('before the start sends nothing: %s', async (_, request) => {
    const server = await start((response) => response.end());

    expect((await exchange(endpointOf(server.url), { ...request, signal: AbortSignal.abort(REASON) })).error).toBe(
      REASON,
    );
    expect(server.arrived).toEqual([]);
  });

  test('while the headers are made sends nothing', async () => {
    const server = await start((response) => response.end());
    const controller = new AbortController();
    const headers = () => new Promise<Record<string, string>>(() => {});

    const outcome = exchange(endpointOf(server.url, { headers }), { ...LIST, signal: controller.signal });
    controller.abort(REASON);

    expect((await outcome).error).toBe(REASON);
    expect(server.arrived).toEqual([]);
  });

  test.each([
    ['a request that changes nothing', LIST],
    ['a call', CALL],
  ])('before the response closes the connection, and nothing is repeated: %s', async (_, request) => {
    const { promise: arrived, resolve } = Promise.withResolvers<ServerResponse>();
    const server = await start((response) => resolve(response));
    const controller = new AbortController();

    const outcome = exchange(endpointOf(server.url), { ...request, signal: controller.signal });
    const closed = once(socketOf(await arrived), 'close');
    controller.abort(REASON);

    expect((await outcome).error).toBe(REASON);
    await closed;
    expect(server.arrived).toHaveLength(1);
  });

  test.each([
    ['a request that changes nothing', LIST],
    ['a call', CALL],
  ])('during the stream closes the connection at once: %s', async (_, request) => {
    const { endpoint, closed } = await startWaiting();
    const controller = new AbortController();
    const { messages } = await post(endpoint, { ...request, signal: controller.signal });
    expect((await messages.next()).value).toEqual(PROGRESS);

    const next = messages.next();
    controller.abort(REASON);

    await expect(next).rejects.toBe(REASON);
    await closed;
  });

  test('after the response changes nothing', async () => {
    const { url } = await start((response) => response.writeHead(200, LINES).end(linesOf(RESULT)));
    const controller = new AbortController();
    const { messages } = await post(endpointOf(url), { ...CALL, signal: controller.signal });
    expect((await messages.next()).value).toEqual(RESULT);

    controller.abort(REASON);

    expect(await messages.next()).toEqual({ done: true, value: undefined });
  });
});

describe('leaving the loop', () => {
  test('closes the connection', async () => {
    const { endpoint, closed } = await startWaiting();
    const { messages } = await post(endpoint, CALL);

    for await (const _ of messages) break;

    await closed;
  });

  test.each([
    ['a request that changes nothing', LIST],
    ['a call', CALL],
  ])('closes it at once while a message is pending: %s', async (_, request) => {
    const { endpoint, closed } = await startWaiting();
    const { messages } = await post(endpoint, request);
    await messages.next();
    const pending = messages.next();

    await messages.return();

    expect(await pending).toEqual({ done: true, value: undefined });
    await closed;
  });

  test('closes it if nothing was read', async () => {
    const { endpoint, closed } = await startWaiting();

    await (await post(endpoint, CALL)).messages.return();

    await closed;
  });
});
