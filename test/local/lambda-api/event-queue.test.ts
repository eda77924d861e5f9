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
    ending: Promise.resolve(failure),
  };
}

/** A queue with one function, and a record of its invocations. */
function queueOf(outcomes: Outcome[], config: EventInvokeConfig = { maxAgeMs: 60_000, retries: 2 }) {
  const attempts: string[] = [];
  const lines: string[] = [];
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
    minuteMs: MINUTE_MS,
  });
  const accept = () => queue.accept({ target, arn: 'arn:live', event: '{}', requestId: 'r1' });
  return { queue, attempts, lines, accept };
}

/** Waits longer than all possible attempts take. */
const settled = () => new Promise((resolve) => setTimeout(resolve, MINUTE_MS * 8));

test('runs an event once if it succeeds', async () => {
  const { attempts, lines, accept } = queueOf(['answers']);

  accept();
  await settled();

  expect(attempts).toEqual(['{} arn:live r1']);
  expect(lines).toEqual([]);
});

test('retries a failed event with the same request id until it succeeds', async () => {
  const { attempts, lines, accept } = queueOf([FAILED, 'fails at its end', 'answers']);

  accept();
  await settled();

  expect(attempts).toEqual(Array(3).fill('{} arn:live r1'));
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

test('discards waiting events when the stack stops', async () => {
  const { queue, attempts, accept } = queueOf([FAILED]);

  accept();
  queue.stop();
  await settled();

  expect(attempts).toHaveLength(1);
});
