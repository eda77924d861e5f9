import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { configOf, invokeBuffered, startAccount } from '../support/account.ts';
import { scratch } from '../support/scratch.ts';

const directory = scratch();
let account: Awaited<ReturnType<typeof startAccount>>;
let lambda: LambdaClient;

beforeAll(async () => {
  account = await startAccount(directory);
  lambda = new LambdaClient(configOf(account.reach, 'LAMBDA'));
});

afterAll(async () => {
  lambda.destroy();
  await account.stack.stop();
  directory.remove();
});

interface Seen {
  readonly text: string;
  readonly at: number;
}

async function stream(event: unknown, FunctionName = account.alias) {
  const { EventStream, $metadata } = await lambda.send(
    new InvokeWithResponseStreamCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const chunks: Seen[] = [];
  let complete: { readonly ErrorCode?: string; readonly ErrorDetails?: string } | undefined;
  for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
    if (PayloadChunk?.Payload) {
      chunks.push({ text: Buffer.from(PayloadChunk.Payload).toString(), at: performance.now() });
    }
    complete = InvokeComplete ?? complete;
  }
  return { chunks, texts: chunks.map(({ text }) => text), complete, requestId: $metadata.requestId };
}

describe('InvokeWithResponseStream', () => {
  test('sends each chunk when the function writes it, and reports completion', async () => {
    const { chunks, texts, complete } = await stream({ pieces: ['a', 'b', 'c'], pauseMs: 300 });

    expect(texts).toEqual(['a', 'b', 'c']);
    expect((chunks[2]?.at ?? 0) - (chunks[0]?.at ?? 0)).toBeGreaterThan(200);
    expect(complete).toEqual({});
  });

  test('passes the request id and the invoked ARN to the function', async () => {
    const { texts, requestId } = await stream({ ask: 'id' });

    expect(texts).toEqual([`${requestId} ${account.alias}`]);
  });

  test('transfers megabytes completely', async () => {
    const { texts } = await stream({ bytes: 8 * 1024 * 1024 });

    expect(texts.join('').length).toBe(8 * 1024 * 1024);
  });

  test.each([
    ['an error before the first piece', { end: 'early' }, [], 'TypeError', 'too early'],
    ['an error after it', { pieces: ['a', 'b'], pauseMs: 10, end: 'throw' }, ['a', 'b'], 'RangeError', 'too late'],
    [
      'an exit',
      { pieces: ['a'], pauseMs: 30, end: 'exit' },
      ['a'],
      'Runtime.ExitError',
      'Runtime exited with exit code 3',
    ],
    ['a timeout', { pieces: ['a'], end: 'hang' }, ['a'], 'Sandbox.Timedout', 'Task timed out after 2.00 seconds'],
  ])('reports %s at the end, after the chunks that were sent', async (_, event, texts, errorType, errorMessage) => {
    const answer = await stream(event);

    expect(answer.texts).toEqual(texts);
    expect(answer.complete?.ErrorCode).toBe('Unhandled');
    expect(JSON.parse(answer.complete?.ErrorDetails ?? '')).toEqual({ errorType, errorMessage });
  });

  test('a caller that disconnects does not stop the function', async () => {
    const controller = new AbortController();
    const { EventStream } = await lambda.send(
      new InvokeWithResponseStreamCommand({
        FunctionName: account.alias,
        Payload: JSON.stringify({ pieces: ['1', '2', '3', '4', '5', '6', '7'], pauseMs: 30 }),
      }),
      { abortSignal: controller.signal },
    );
    const reading = (async () => {
      for await (const _ of EventStream ?? []) controller.abort();
    })();
    await reading.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 350));

    const all = await Promise.all([stream({ ask: 'done' }), stream({ ask: 'done', pauseMs: 50 })]);

    expect(all.flatMap(({ texts }) => JSON.parse(texts.join('')))).toContain(7);
  });
});

describe('Invoke', () => {
  test('returns a complete response', async () => {
    expect(await invokeBuffered(lambda, account.alias, { pieces: ['{"a":', '1}'], pauseMs: 5 })).toEqual({
      error: undefined,
      payload: '{"a":1}',
    });
  });

  test.each(['early', 'throw', 'exit'])('marks a function that failed (%s)', async (end) => {
    const { error, payload } = await invokeBuffered(lambda, account.alias, { pieces: ['a'], pauseMs: 20, end });

    expect(error).toBe('Unhandled');
    expect(JSON.parse(payload)).toMatchObject({ errorType: expect.any(String), errorMessage: expect.any(String) });
  });

  test('reports a response of more than 6 MB as a function error', async () => {
    const { error, payload } = await invokeBuffered(lambda, account.alias, { bytes: 7 * 1024 * 1024 });

    expect([error, JSON.parse(payload).errorType]).toEqual(['Unhandled', 'Function.ResponseSizeTooLarge']);
  });

  test('rejects a request of more than 6 MB', async () => {
    await expect(invokeBuffered(lambda, account.alias, 'x'.repeat(6_291_456))).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
  });

  test('rejects invalid JSON and invocation types that are not emulated', async () => {
    const send = (changes: object) => lambda.send(new InvokeCommand({ FunctionName: account.alias, ...changes }));

    await expect(send({ Payload: '{' })).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    await expect(send({ InvocationType: 'DryRun' })).rejects.toThrow('InvocationType DryRun is not emulated');
  });
});

describe('asynchronous Invoke', () => {
  const send = (event: object, FunctionName = account.alias) =>
    lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }));
  const linesOf = (mark: string) => account.lines.filter((line) => line.startsWith(`[stream] ${mark} `));
  const until = async (what: () => boolean) => {
    while (!what()) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  test('responds before the function has run', async () => {
    const gate = join(directory.path, 'open');
    const { StatusCode, Payload, $metadata } = await send({ log: 'asked', gate });

    expect([StatusCode, Payload?.length ?? 0, linesOf('asked')]).toEqual([202, 0, []]);
    writeFileSync(gate, '');
    await until(() => linesOf('asked').length > 0);
    expect(linesOf('asked')).toEqual([`[stream] asked ${$metadata.requestId}`]);
  });

  test.each(['early', 'exit'])('retries a failed function as often as the template specifies (%s)', async (end) => {
    const { $metadata } = await send({ log: end, end });

    const isDiscarded = (line: string) => line.includes(`event ${$metadata.requestId} is discarded`);
    await until(() => account.lines.some(isDiscarded));
    expect(linesOf(end)).toEqual(Array(2).fill(`[stream] ${end} ${$metadata.requestId}`));
  });

  test('rejects more than 1 MB, denied functions, and streaming', async () => {
    await expect(send({ pad: 'x'.repeat(1024 * 1024) })).rejects.toMatchObject({ name: 'RequestTooLargeException' });
    await expect(send({}, 'Test-FunctionsDirectFunction01234567-local')).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    const streamed = new InvokeWithResponseStreamCommand({ FunctionName: account.alias, InvocationType: 'DryRun' });
    await expect(lambda.send(streamed)).rejects.toThrow('InvocationType DryRun is not emulated');
  });
});

describe('a function is found', () => {
  const parts = () => account.alias.split(':');

  test.each([
    ['its name with an alias', () => parts().slice(6).join(':'), undefined],
    ['its name and a qualifier', () => parts().slice(6, 7).join(), 'live'],
    ['its ARN and a qualifier', () => parts().slice(0, 7).join(':'), 'live'],
    ['account and name', () => parts().slice(4).join(':'), undefined],
    ['the same alias twice', () => account.alias, 'live'],
  ])('by %s', async (_, name, qualifier) => {
    expect((await invokeBuffered(lambda, name(), { pieces: ['1'] }, qualifier)).payload).toBe('1');
  });

  test('but not by two different aliases or an invalid name', async () => {
    await expect(invokeBuffered(lambda, account.alias, {}, 'other')).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
    await expect(invokeBuffered(lambda, 'no name', {})).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

test('throttles calls beyond the concurrency limit', async () => {
  const calls = [1, 2, 3, 4].map(() =>
    stream({ pieces: ['a'], pauseMs: 1_700 }).then(
      () => 'ran',
      (error) => error,
    ),
  );

  const outcomes = await Promise.all(calls);

  const refused = outcomes.filter((outcome) => outcome !== 'ran');
  expect(refused).toHaveLength(2);
  expect(refused[0]).toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    $metadata: { httpStatusCode: 429 },
  });
});

describe('permission', () => {
  const direct = 'Test-FunctionsDirectFunction01234567-local';

  test('denies a function that no statement lists, with the message of IAM and a log line', async () => {
    const missing =
      /^User: arn:aws:sts::000000000000:assumed-role\/Test-Role-local\/Test-FunctionsDirectFunction01234567-local is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:eu-west-1:000000000000:function:Test-FunctionsDirectFunction01234567-local because no identity-based policy allows the lambda:InvokeFunction action$/;

    await expect(invokeBuffered(lambda, direct, {})).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(missing),
      $metadata: { httpStatusCode: 403 },
    });
    expect(account.lines).toContainEqual(expect.stringContaining('access denied: User: arn:aws:sts'));
  });

  test('a permission for an alias does not include the unqualified function', async () => {
    await expect(invokeBuffered(lambda, account.alias.replace(/:live$/, ''), {})).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('the user of this machine can call every function; a missing function is reported', async () => {
    const mine = new LambdaClient({
      ...configOf(account.reach, 'LAMBDA'),
      credentials: account.stack.credentials,
    });

    expect((await invokeBuffered(mine, direct, { a: 1 })).payload).toBe('{"a":1}');
    await expect(invokeBuffered(mine, 'nobody', {})).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
    mine.destroy();
  });

  test('rejects an unsigned request', async () => {
    const response = await fetch(`${account.reach.endpoints.LAMBDA}/2015-03-31/functions/x/invocations`, {
      method: 'POST',
    });

    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });
});
