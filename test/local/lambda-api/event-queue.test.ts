import { Readable } from 'node:stream';
import {
  type EventInvokeConfig,
  FunctionFailed,
  type FunctionResponse,
  type Invocable,
  Throttled,
} from '../../../local/lambda/index.ts';
import { EventQueue } from '../../../local/lambda-api/index.ts';

const MINUTE_MS = 20;
const FAILED = new FunctionFailed('Error', 'no');

/** Outcomes of the attempts in turn; further attempts succeed. */
type Outcome = Error | 'answers' | 'fails at its end';

function response(failure?: FunctionFailed): FunctionResponse {
  return {
    body: Readable.from([Buffer.from('null')]),
    contentType: 'application/json',
    failure: () => failure,
    retries: () => 0,
    ending: Promise.resolve(failure),
  };
}

/** A queue with one function, and a record of its invocations. */
function queueOf(outcomes: Outcome[], config: EventInvokeConfig = { maxAgeMs: 60_000, retries: 2 }) {
  const attempts: string[] = [];
  const lines: string[] = [];
  const sent: (readonly [queueArn: string, record: object])[] = [];
  const target: Invocable = {
    label: 'worker',
    arn: 'arn',
    async invoke(event, arn, { requestId } = {}) {
      attempts.push(`${event} ${arn} ${requestId}`);
      const outcome = outcomes.shift() ?? 'answers';
      if (outcome instanceof Error) throw outcome;
      return response(outcome === 'answers' ? undefined : FAILED);
    },
  };
  const queue = new EventQueue({
    configs: new Map([['arn:live', config]]),
    log: (line) => lines.push(line),
    send: (queueArn, record) => sent.push([queueArn, record]),
    minuteMs: MINUTE_MS,
  });
  const accept = () => queue.accept({ target, arn: 'arn:live', event: '{"taskId":"t1"}', requestId: 'r1' });
  return { queue, attempts, lines, sent, accept };
}

/** Waits longer than all possible attempts take. */
const settled = () => new Promise((resolve) => setTimeout(resolve, MINUTE_MS * 8));

test('runs an event once if it succeeds', async () => {
  const { attempts, lines, accept } = queueOf(['answers']);

  accept();
  await settled();

  expect(attempts).toEqual(['{"taskId":"t1"} arn:live r1']);
  expect(lines).toEqual([]);
});

test('retries a failed event with the same request id until it succeeds', async () => {
  const { attempts, lines, accept } = queueOf([FAILED, 'fails at its end', 'answers']);

  accept();
  await settled();

  expect(attempts).toEqual(Array(3).fill('{"taskId":"t1"} arn:live r1'));
  expect(lines).toEqual(Array(2).fill('worker: event r1 is retried: Error: no'));
});

test.each([0, 1, 2])('discards an event after %d retries', async (retries) => {
  const { attempts, lines, accept } = queueOf(Array(5).fill(FAILED), { maxAgeMs: 60_000, retries });

  accept();
  await settled();

  expect(attempts).toHaveLength(retries + 1);
  expect(lines.at(-1)).toBe('worker: event r1 is discarded: Error: no; no retry is left');
});

test('retries after throttling, which does not count as a retry', async () => {
  const { attempts, accept } = queueOf([new Throttled(10, false, 1000), 'answers'], { maxAgeMs: 60_000, retries: 0 });

  accept();
  await settled();

  expect(attempts).toHaveLength(2);
});

test('discards an event that exceeds its maximum age', async () => {
  const { attempts, lines, accept } = queueOf([FAILED], { maxAgeMs: MINUTE_MS / 4, retries: 2 });

  accept();
  await settled();

  expect(attempts).toHaveLength(1);
  expect(lines.at(-1)).toBe('worker: event r1 is discarded: it exceeds the maximum event age');
});

describe('a function with a queue for failed events', () => {
  const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:failed';
  const record = {
    version: '1.0',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    requestPayload: { taskId: 't1' },
  };
  const context = { requestId: 'r1', functionArn: 'arn:live' };

  test('has the record there that AWS would send, once every attempt has failed', async () => {
    const { sent, lines, accept } = queueOf(Array(3).fill(FAILED), { maxAgeMs: 60_000, retries: 2, onFailure: QUEUE });

    accept();
    await settled();

    const expected = {
      ...record,
      requestContext: { ...context, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'no' },
    };
    expect(sent).toEqual([[QUEUE, expected]]);
    const words = 'worker: event r1 failed: Error: no; no retry is left; its record goes to failed: ';
    expect(lines.at(-1)).toBe(`${words}${JSON.stringify(sent[0]?.[1])}`);
  });

  test('has the record of an event that became too old without a run, which has no response', async () => {
    const throttled = Array(3).fill(new Throttled(10, false, 1000));
    const { sent, accept } = queueOf(throttled, { maxAgeMs: MINUTE_MS / 4, retries: 2, onFailure: QUEUE });

    accept();
    await settled();

    const requestContext = { ...context, condition: 'EventAgeExceeded', approximateInvokeCount: 0 };
    expect(sent).toEqual([[QUEUE, { ...record, requestContext }]]);
  });

  test('has nothing there of an event that succeeds', async () => {
    const { sent, accept } = queueOf([FAILED, 'answers'], { maxAgeMs: 60_000, retries: 2, onFailure: QUEUE });

    accept();
    await settled();

    expect(sent).toEqual([]);
  });
});

test('discards waiting events when the stack stops', async () => {
  const { queue, attempts, accept } = queueOf([FAILED]);

  accept();
  queue.stop();
  await settled();

  expect(attempts).toHaveLength(1);
});
