import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Part, StreamCut } from '../../../client/index.ts';
import type { Responder } from '../support/live-server.ts';
import { DONE, metaOf, notification, resultOf, sendLines, sendResult, writeLines } from '../support/replies.ts';
import { collect, failureOf, type Shop, startShop, until } from '../support/shop.ts';

const ROW = { type: 'text', text: 'a row' };
const partial = (seq: number) => notification('tools/partial_result', { seq, content: [ROW] });
const DONE_PART = { type: 'result', result: DONE };

let shop: Shop;
afterEach(() => shop.close());

/** Sends partial results until the client has gone. */
const endless: Responder = async (response) => {
  for (let seq = 0; !response.destroyed; seq += 1) {
    writeLines(response, [partial(seq)]);
    await pause(2);
  }
};

describe('the parts of a call', () => {
  test('have the type of the message', async () => {
    shop = await startShop((response, request) => {
      const { progressToken, partialResultToken } = metaOf(request);
      sendLines(response, [
        notification('progress', { progressToken, progress: 1, total: 2, message: 'half' }),
        notification('tools/partial_result', { partialResultToken, seq: 0, content: [ROW], structuredContent: [1] }),
        notification('message', { level: 'info', logger: 'db', data: { rows: 1 } }),
        notification('message', { level: 'debug' }),
        resultOf(request, DONE),
      ]);
    });

    const call = shop.client.call('shop', 'order', {}, { progress: true, logLevel: 'debug' });

    expect(await collect(call)).toEqual([
      { type: 'progress', progress: 1, total: 2, message: 'half' },
      { type: 'partial', seq: 0, content: [ROW], structuredContent: [1] },
      { type: 'log', level: 'info', logger: 'db', data: { rows: 1 } },
      { type: 'log', level: 'debug', data: null },
      DONE_PART,
    ]);
  });

  test('leave out what is malformed, unknown, or of another call', async () => {
    shop = await startShop((response, request) => {
      const { progressToken } = metaOf(request);
      sendLines(response, [
        notification('progress', { progressToken: 'other', progress: 1 }),
        notification('progress', { progressToken, progress: 'half' }),
        notification('tools/partial_result', { partialResultToken: 'other', seq: 0, content: [] }),
        notification('tools/partial_result', { content: [] }),
        notification('message', { data: 1 }),
        notification('tools/list_changed', {}),
        { jsonrpc: '2.0', method: 'notifications/progress' },
        { jsonrpc: '2.0', id: 1, method: 'ping' },
        { jsonrpc: '2.0', id: 'other', result: {} },
        notification('tools/partial_result', { seq: 1, content: [ROW, { type: 'text' }, {}, null] }),
        resultOf(request, DONE),
      ]);
    });

    const parts = await collect(shop.client.call('shop', 'order', {}, { progress: true }));

    expect(parts).toEqual([{ type: 'partial', seq: 1, content: [ROW] }, DONE_PART]);
  });

  test('arrive while the rest is not there yet', async () => {
    let open: ServerResponse | undefined;
    shop = await startShop((response) => {
      open = response;
      writeLines(response, [partial(0)]);
    });
    const parts = shop.client.call('shop', 'order')[Symbol.asyncIterator]();

    expect((await parts.next()).value).toEqual({ type: 'partial', seq: 0, content: [ROW] });
    if (open !== undefined) writeLines(open, [partial(1)]);
    expect((await parts.next()).value).toMatchObject({ seq: 1 });
    await parts.return?.();
  });

  test('are asked for only if they are read', async () => {
    shop = await startShop((response, request) => sendResult(response, request, DONE));
    const options = { progress: true, logLevel: 'info' } as const;

    await collect(shop.client.call('shop', 'order', {}, options));
    await collect(shop.client.call('shop', 'order'));
    await shop.client.call('shop', 'order', {}, options).result();

    const [read, plain, alone] = shop.arrived;
    expect(read?.headers.accept).toMatch('application/json-lines');
    expect(metaOf(read)).toMatchObject({
      progressToken: expect.any(String),
      partialResultToken: expect.any(String),
      'io.modelcontextprotocol/logLevel': 'info',
      'io.modelcontextprotocol/clientCapabilities': { partialResults: {} },
    });
    expect(Object.keys(metaOf(plain))).not.toContain('progressToken');
    expect(alone?.headers.accept).toBe('application/json, text/event-stream');
    expect(Object.keys(metaOf(alone))).toHaveLength(3);
  });

  test('end with the error that ends the call', async () => {
    shop = await startShop((response) => {
      writeLines(response, [partial(0)]);
      response.end();
    });
    const parts: Part[] = [];
    const call = shop.client.call('shop', 'order');

    const failure = await failureOf(
      (async () => {
        for await (const part of call) parts.push(part);
      })(),
    );

    expect(parts).toHaveLength(1);
    expect(failure).toBeInstanceOf(StreamCut);
    expect(failure).toMatchObject({ received: 1, maySafelyRepeat: false });
    expect(await failureOf(call.result())).toBe(failure);
  });
});

describe('one request', () => {
  beforeEach(async () => {
    shop = await startShop((response, request) =>
      sendLines(response, [partial(0), partial(1), resultOf(request, DONE)]),
    );
  });

  test('is sent when the first of the loop and the result begins, and not before', async () => {
    const call = shop.client.call('shop', 'order');
    await pause(20);
    expect(shop.arrived).toHaveLength(0);

    const parts = await collect(call);

    expect(parts).toHaveLength(3);
    expect(await call.result()).toEqual(DONE);
    expect(await call.result()).toBe(await call.result());
    expect(shop.arrived).toHaveLength(1);
  });

  test('gives a later loop the result alone', async () => {
    const call = shop.client.call('shop', 'order');
    await call.result();

    expect(await collect(call)).toEqual([DONE_PART]);
    expect(await collect(call)).toEqual([DONE_PART]);
    expect(shop.arrived).toHaveLength(1);
  });

  test('skips to the end of a loop whose body asks for the result', async () => {
    const call = shop.client.call('shop', 'order');
    const types: string[] = [];

    for await (const { type } of call) {
      types.push(type);
      expect(await call.result()).toEqual(DONE);
    }

    expect(types).toEqual(['partial', 'result']);
  });

  test('is a failed result when the tool fails, not an error', async () => {
    await shop.close();
    const failed = { content: [{ type: 'text', text: 'no such part' }], isError: true, _meta: { own: 1 }, more: [1] };
    shop = await startShop((response, request) => sendResult(response, request, failed));

    expect(await shop.client.call('shop', 'order').result()).toEqual(failed);
  });
});

describe('leaving a loop', () => {
  test('closes the connection', async () => {
    let closed: Promise<unknown> | undefined;
    shop = await startShop((response, request, number) => {
      closed = once(response, 'close');
      return endless(response, request, number);
    });
    const call = shop.client.call('shop', 'order');

    for await (const part of call) if (part.type === 'partial' && part.seq === 2) break;
    await closed;

    expect(await failureOf(call.result())).toMatchObject({
      name: 'AbortError',
      message: 'The loop over the parts ended before the result, which ended the call',
    });
    expect(await failureOf(collect(call))).toMatchObject({ name: 'AbortError' });
    expect(shop.arrived).toHaveLength(1);
  });

  test('closes it at once, even while a part is awaited', async () => {
    let closed: Promise<unknown> | undefined;
    shop = await startShop((response) => {
      closed = once(response, 'close');
      response.writeHead(200, { 'content-type': 'application/json-lines' }).flushHeaders();
    });
    const parts = shop.client.call('shop', 'order')[Symbol.asyncIterator]();
    const pending = failureOf(parts.next());
    await until(() => closed !== undefined);

    await parts.return?.();

    await closed;
    expect(await pending).toMatchObject({ name: 'AbortError' });
    expect(await parts.next()).toEqual({ done: true, value: undefined });
  });

  test('before the request is sent sends none', async () => {
    shop = await startShop(endless);
    const parts = shop.client.call('shop', 'order')[Symbol.asyncIterator]();

    await parts.return?.();
    await pause(20);

    expect(shop.arrived).toHaveLength(0);
  });

  test('after the result keeps the connection for the next call', async () => {
    shop = await startShop((response, request) => sendLines(response, [resultOf(request, DONE)]));

    for (let calls = 0; calls < 3; calls += 1) {
      for await (const part of shop.client.call('shop', 'order')) if (part.type === 'result') break;
      await pause(10);
    }

    expect(shop.connections).toBe(1);
  });
});

describe('an abort', () => {
  const reason = new Error('the user pressed Escape');

  test('before the call sends nothing', async () => {
    shop = await startShop(endless);
    const options = { signal: AbortSignal.abort(reason) };

    expect(await failureOf(shop.client.call('shop', 'order', {}, options).result())).toBe(reason);
    expect(await failureOf(collect(shop.client.call('shop', 'order', {}, options)))).toBe(reason);
    expect(shop.arrived).toHaveLength(0);
  });

  test('before the response closes the connection, and rejects with its reason', async () => {
    let closed: Promise<unknown> | undefined;
    shop = await startShop((response) => {
      closed = once(response, 'close');
    });
    const controller = new AbortController();
    const failed = failureOf(shop.client.call('shop', 'order', {}, { signal: controller.signal }).result());
    await until(() => closed !== undefined);

    controller.abort(reason);

    expect(await failed).toBe(reason);
    await closed;
  });

  test('during the stream closes the connection, and rejects with its reason', async () => {
    let closed: Promise<unknown> | undefined;
    shop = await startShop((response, request, number) => {
      closed = once(response, 'close');
      return endless(response, request, number);
    });
    const controller = new AbortController();
    const call = shop.client.call('shop', 'order', {}, { signal: controller.signal });

    const failure = await failureOf(
      (async () => {
        for await (const part of call) if (part.type === 'partial' && part.seq === 3) controller.abort(reason);
      })(),
    );

    expect(failure).toBe(reason);
    expect(await failureOf(call.result())).toBe(reason);
    await closed;
  });

  test('after the result changes nothing', async () => {
    shop = await startShop((response, request) => sendResult(response, request, DONE));
    const controller = new AbortController();
    const call = shop.client.call('shop', 'order', {}, { signal: controller.signal });
    await call.result();

    controller.abort(reason);

    expect(await call.result()).toEqual(DONE);
  });

  test('comes from the timeout, too', async () => {
    let closed: Promise<unknown> | undefined;
    shop = await startShop((response, request, number) => {
      closed = once(response, 'close');
      return endless(response, request, number);
    });

    const failure = await failureOf(shop.client.call('shop', 'order', {}, { timeoutMs: 50 }).result());

    expect(failure).toMatchObject({
      name: 'TimeoutError',
      message: 'The call did not end within 50 ms. The tool may have run',
    });
    await closed;
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
    'cannot come from a timeout of %p',
    async (timeoutMs) => {
      shop = await startShop(endless);

      expect(() => shop.client.call('shop', 'order', {}, { timeoutMs })).toThrow(RangeError);
    },
  );
});

describe('a connection that fails', () => {
  test('repeats no call that may have been carried out', async () => {
    shop = await startShop((response) => response.destroy());

    expect(await failureOf(shop.client.call('shop', 'order').result())).toMatchObject({ name: 'ServerUnreachable' });
    expect(shop.arrived).toHaveLength(1);
  });

  test('repeats a call that is idempotent', async () => {
    shop = await startShop((response, request, number) =>
      number === 0 ? response.destroy() : sendResult(response, request, DONE),
    );

    expect(await shop.client.call('shop', 'order', {}, { idempotent: true }).result()).toEqual(DONE);
    expect(shop.arrived).toHaveLength(2);
  });
});

describe('a loop that pauses', () => {
  const LINE = { ...partial(0), params: { seq: 0, content: [{ type: 'text', text: 'x'.repeat(10_000) }] } };
  /** What the sockets and the streams on both sides hold together, with a margin. */
  const HELD_BYTES = 12_000_000;

  test('stops the server, and resumes it', async () => {
    let written = 0;
    let isDone = false;
    shop = await startShop(async (response, request) => {
      for (let line = 0; line < 4000; line += 1) {
        writeLines(response, [LINE]);
        written += 10_000;
        if (response.writableNeedDrain) await once(response, 'drain');
      }
      sendLines(response, [resultOf(request, DONE)]);
      isDone = true;
    });
    const parts = shop.client.call('shop', 'order')[Symbol.asyncIterator]();
    await parts.next();

    let before = -1;
    while (written !== before) {
      before = written;
      await pause(300);
    }
    expect(isDone).toBe(false);
    expect(written).toBeLessThan(HELD_BYTES);
    let rest = 0;
    for (let next = await parts.next(); !next.done; next = await parts.next()) rest += 1;

    expect(rest).toBe(4000);
    expect(isDone).toBe(true);
  });
});
