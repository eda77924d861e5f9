import type { RequestListener } from 'node:http';
import { AwsCallFailed } from '../../../lambda/aws/index.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { deadlineFailure, requestFailure } from '../../../lambda/targets/dynamodb/api/failures.ts';
import { prepareHttp } from '../../../lambda/targets/http/index.ts';
import {
  deadlineFailure as functionDeadline,
  functionFailure,
  invokeFailure,
} from '../../../lambda/targets/lambda/failures.ts';
import { isRepeatable } from '../../../lambda/targets/repeatable.ts';
import { startUpstream } from './http/upstream.ts';
import { callContext, environment, resultOf, toolOf } from './support.ts';

const CHECK = /may have been carried out: check before you call again\.(?: Before that, \d+ rows? arrived\.)?$/;
const AGAIN = /try again|request less/i;

test.each<[JsonObject | undefined, string | undefined, boolean]>([
  [undefined, 'GET', true],
  [undefined, 'PUT', true],
  [undefined, 'DELETE', true],
  [undefined, 'POST', false],
  [undefined, 'PATCH', false],
  [undefined, undefined, false],
  [{ readOnlyHint: true }, 'POST', true],
  [{ readOnlyHint: true }, undefined, true],
  [{ idempotentHint: true }, 'PATCH', true],
  [{ idempotentHint: false }, 'PUT', false],
  [{ readOnlyHint: false }, 'PUT', true],
  [{ readOnlyHint: false }, 'GET', false],
])('a call with %j and method %s may be repeated: %s', (annotations, method, expected) => {
  expect(isRepeatable({ annotations }, method)).toBe(expected);
});

describe('after an HTTP request with an unknown outcome', () => {
  async function failure(answer: RequestListener, target: JsonObject, annotations?: JsonObject): Promise<string> {
    const upstream = await startUpstream(answer);
    const tool = toolOf({ type: 'http', url: upstream.origin, retries: 0, ...target }, { annotations });
    try {
      await resultOf(prepareHttp(tool, environment()), {}, callContext({ timeoutMs: 1_500, resultBytes: 100 }));
      return '';
    } catch (error) {
      return (error as Error).message;
    } finally {
      await upstream.close();
    }
  }

  const kinds: readonly (readonly [string, RequestListener, JsonObject])[] = [
    ['a reset', ({ socket }) => void socket.destroy(), {}],
    ['a timeout', () => {}, {}],
    [
      'a response that ends early',
      (_, r) => void r.writeHead(200, { 'content-length': 9 }).write('1', () => r.destroy()),
      {},
    ],
    ['a row that ends early', (_, r) => void r.end('{"a":'), { stream: 'ndjson' }],
    ['a large response', (_, r) => void r.end('x'.repeat(200)), {}],
    ['many rows', (_, r) => void r.end('1\n'.repeat(100)), { stream: 'ndjson' }],
    ['many blank lines', (_, r) => void r.end('\n'.repeat(200)), { stream: 'ndjson' }],
    [
      'many items of pages',
      (_, r) => void r.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(['x'.repeat(95)])),
      { pagination: { type: 'link', items: '{% [$response.body, $response.body] %}' } },
    ],
    ['a large value of an expression', (_, r) => void r.end('x'), { result: "{% $pad('', 200, 'x') %}" }],
    ['a large image', (_, r) => void r.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc(90, 0xff)), {}],
    ['a large text', (_, r) => void r.end('x'.repeat(200)), { stream: 'text' }],
  ];

  test.each(kinds)('%s, a write is to be checked first', async (_, answer, target) => {
    const message = await failure(answer, { method: 'POST', ...target });

    expect(message).toMatch(CHECK);
    expect(message).not.toMatch(AGAIN);
  });

  test.each(kinds)('%s, a read may be tried again', async (_, answer, target) => {
    for (const [method, annotations] of [
      ['GET', undefined],
      ['POST', { readOnlyHint: true }],
    ] as const) {
      const message = await failure(answer, { method, ...target }, annotations);

      expect(message).toMatch(AGAIN);
      expect(message).not.toMatch(CHECK);
    }
  });

  test('a write that was never sent may be tried again', async () => {
    const upstream = await startUpstream();
    await upstream.close();
    const tool = toolOf({ type: 'http', method: 'POST', url: upstream.origin, retries: 0 });

    await expect(resultOf(prepareHttp(tool, environment()), {}, callContext())).rejects.toThrow(
      /refused.*try again later/,
    );
  });
});

describe('after an invocation with an unknown outcome', () => {
  const label = 'The function pay';
  const errors = (repeatable: boolean) => [
    functionDeadline({ label, repeatable }, 0),
    functionFailure(
      { label, repeatable },
      { code: 'Unhandled', details: 'Task timed out after 3.00 seconds' },
      undefined,
    ),
    functionFailure(
      { label, repeatable },
      { code: 'Unhandled', details: '{"errorType":"Runtime.OutOfMemory"}' },
      undefined,
    ),
    invokeFailure({ label, repeatable }, Object.assign(new Error(), { name: 'ServiceException', $fault: 'server' })),
    invokeFailure({ label, repeatable }, Object.assign(new Error(), { code: 'EPIPE' })),
  ];

  test('a write is to be checked first, and a read may be tried again', () => {
    for (const error of errors(false)) expect(String(error)).toMatch(CHECK);
    for (const error of errors(false)) expect(String(error)).not.toMatch(AGAIN);
    for (const error of errors(true)) expect(String(error)).toMatch(AGAIN);
  });

  test('a throttled write did not run', () => {
    const throttled = Object.assign(new Error(), { name: 'TooManyRequestsException', $fault: 'client' });

    expect(String(invokeFailure({ label, repeatable: false }, throttled))).toMatch(/Try again in a moment\.$/);
  });
});

describe('after a write to a table with an unknown outcome', () => {
  const failed = (code: string | undefined) => new AwsCallFailed('x', { code, retryable: true, mayHaveHappened: true });
  const errors = (writes: boolean) => [
    deadlineFailure({ label: 'x', writes }),
    ...['InternalServerError', 'ServiceUnavailable', undefined].map((code) =>
      requestFailure(failed(code), { label: 'x', writes }),
    ),
  ];

  test('the item is to be read first, and a read may be tried again', () => {
    for (const error of errors(true)) {
      expect(String(error)).toMatch(/may have been written: read it before you try again\.$/);
      expect(String(error)).not.toMatch(/Try again/);
    }
    for (const error of errors(false)) expect(String(error)).toMatch(/Try again/);
  });
});
