import type { JsonObject } from '../../lambda/json.ts';
import { modern, modernCall, postJson } from './support/requests.ts';
import { startStageStack, type TestStack } from './support/stack.ts';

/** Streams that the stage keeps open at once. */
const MAX_STREAMS = 8;
const TRIES = 200;
/** Requests of refused clients at once: the machine that runs the tests has few cores. */
const AT_ONCE = 2;
/** For 200 requests and the starts of all processes, on a machine that is busy with other tests. */
const SLOW_MS = 180_000;

const STAGE = `
region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], deletionProtection: false }
auth: { anonymous: {} }
functions:
  listen: { maxStreams: ${MAX_STREAMS}, reservedConcurrency: ${MAX_STREAMS + 2 * AT_ONCE} }
  stream: { reservedConcurrency: 2 }
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
`;

const DOCUMENTS = `
kind: Server
server: newsroom
subscriptions: { listChanged: true, maxSeconds: 800 }
---
kind: Tool
server: newsroom
name: hello
description: Says a word.
input: { type: object }
target: { type: static, text: Hello }
`;

describe('a crowd of listening clients', () => {
  const hangUp = new AbortController();
  let stack: TestStack;

  beforeAll(async () => {
    stack = await startStageStack({ name: 'crowd', stage: STAGE, documents: DOCUMENTS });
  }, SLOW_MS);
  afterAll(async () => {
    hangUp.abort();
    await stack.stop();
  });

  async function listen(): Promise<Response> {
    const { headers, body } = modern('subscriptions/listen', { notifications: { toolsListChanged: true } });
    const { signal } = hangUp;
    return fetch(`${stack.endpoint}/mcp/newsroom`, { method: 'POST', headers, body, signal });
  }

  /** What a refused client gets, which it reads to the end. */
  async function refused() {
    const response = await listen();
    const { error } = (await response.json()) as { error: JsonObject };
    return {
      status: response.status,
      message: String(error.message).replace(/\d+ seconds/, 'N seconds'),
      seconds: Number(response.headers.get('retry-after')),
    };
  }

  const call = async () => (await postJson(`${stack.endpoint}/mcp/newsroom`, modernCall('hello'))).json.result;
  const HELLO = expect.objectContaining({ content: [{ type: 'text', text: 'Hello' }] });

  test(
    'has as many streams as the stage allows; the others are refused, and calls are served, also after all hung up',
    async () => {
      // Act: as many as fit, and then the rest.
      const open: Response[] = [];
      for (let count = 0; count < MAX_STREAMS; count += 1) open.push(await listen());
      const callBetween = await call();
      const rest: Awaited<ReturnType<typeof refused>>[] = [];
      while (open.length + rest.length < TRIES) {
        rest.push(...(await Promise.all(Array.from({ length: AT_ONCE }, refused))));
      }
      const callAfterwards = await call();

      // Assess
      expect(open.map(({ status, headers }) => [status, headers.get('content-type')])).toEqual(
        Array(MAX_STREAMS).fill([200, 'text/event-stream']),
      );
      expect(new Set(rest.map(({ status, message }) => `${status} ${message}`))).toEqual(
        new Set([`503 All ${MAX_STREAMS} subscription streams of this deployment are open. Try again in N seconds`]),
      );
      const seconds = rest.map((one) => one.seconds);
      expect(Math.min(...seconds)).toBeGreaterThanOrEqual(30);
      expect(Math.max(...seconds)).toBeLessThanOrEqual(60);
      expect(new Set(seconds).size).toBeGreaterThan(5);
      expect([callBetween, callAfterwards]).toEqual([HELLO, HELLO]);

      // A function does not notice that its client hung up, so the streams stay open; calls are served all the same.
      hangUp.abort();
      for (let count = 0; count < 4; count += 1) expect(await call()).toEqual(HELLO);
    },
    SLOW_MS,
  );
});
