import type { HttpResponse } from '../../../../lambda/http.ts';
import { whileHeld } from '../../../../lambda/protocol/limits/index.ts';
import type { StreamRequest } from '../../../../lambda/state/types.ts';
import { NOW } from '../support/server.ts';

/** Leases of which all are free, that tell what became of each. */
function testLeases() {
  const requests: StreamRequest[] = [];
  const leases = {
    maxStreams: 3,
    requests,
    released: 0,
    failure: undefined as Error | undefined,
    async acquire(request: StreamRequest) {
      requests.push(request);
      return {
        release: async () => {
          leases.released += 1;
          if (leases.failure) throw leases.failure;
        },
      };
    },
  };
  return leases;
}

/** A stream that waits for ever after its first chunk, unless it is closed. */
function openStream(): HttpResponse & { readonly closed: { count: number } } {
  const closed = { count: 0 };
  let end = (_result: IteratorResult<string>) => {};
  const results: (IteratorResult<string> | Promise<IteratorResult<string>>)[] = [
    { done: false, value: 'first' },
    new Promise((resolve) => {
      end = resolve;
    }),
  ];
  const iterator: AsyncIterator<string> = {
    next: async () => results.shift() ?? { done: true, value: undefined },
    return: async () => {
      closed.count += 1;
      const result = { done: true, value: undefined } as const;
      end(result);
      return result;
    },
  };
  const frames = { chunks: { [Symbol.asyncIterator]: () => iterator }, keepAlive: '' };
  return { status: 200, headers: {}, body: '', frames, closed };
}

const errors: string[] = [];
const CONTEXT = {
  request: { method: 'POST', path: '/mcp', headers: {}, body: '', remainingMs: 20_000, streams: true },
  log: { info: () => undefined, error: (message: string) => void errors.push(message) },
  now: () => NOW,
};

test('a lease is held for as long as the invocation may run', async () => {
  const leases = testLeases();
  await whileHeld({ leases, what: '', endsWhenLost: false, respond: () => openStream() }, CONTEXT);
  expect(leases.requests).toEqual([{ maxMs: 20_000, onLost: expect.any(Function) }]);
  expect(leases.released).toBe(0);
});

test.each([
  [true, 1],
  [false, 0],
])('a stream that loses its lease ends if it may (%s)', async (endsWhenLost, closed) => {
  const leases = testLeases();
  const stream = openStream();
  const response = await whileHeld({ leases, what: '', endsWhenLost, respond: () => stream }, CONTEXT);
  const chunks = response.frames?.chunks[Symbol.asyncIterator]();
  expect(await chunks?.next()).toEqual({ done: false, value: 'first' });
  const next = chunks?.next();

  leases.requests[0]?.onLost();

  expect(stream.closed.count).toBe(closed);
  if (!endsWhenLost) await chunks?.return?.();
  expect((await next)?.done).toBe(true);
  expect(leases.released).toBeGreaterThan(0);
});

test('a lease is released if a stream cannot be closed', async () => {
  const leases = testLeases();
  const stream = openStream();
  const iterator = stream.frames?.chunks[Symbol.asyncIterator]();
  if (iterator !== undefined) iterator.return = () => Promise.reject(new Error('stuck'));
  const response = await whileHeld({ leases, what: '', endsWhenLost: false, respond: () => stream }, CONTEXT);
  const chunks = response.frames?.chunks[Symbol.asyncIterator]();
  await chunks?.next();

  await expect(chunks?.return?.()).rejects.toThrow('stuck');

  expect(leases.released).toBe(1);
});

test('a lease that cannot be released is logged, and the response arrives', async () => {
  const leases = testLeases();
  leases.failure = new Error('away');
  const whole = { status: 200, headers: {}, body: '{}' };
  const response = await whileHeld({ leases, what: '', endsWhenLost: false, respond: () => whole }, CONTEXT);
  expect(response).toBe(whole);
  expect(errors).toEqual(['the lease of an operation could not be released']);
});
