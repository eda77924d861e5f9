import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CallerGone, FunctionFailed, type FunctionSpec, Throttled } from '../../../local/lambda/index.ts';
import { type TestFunction, testFunction, textOf } from '../support/functions.ts';
import { scratch } from '../support/scratch.ts';

const directory = scratch();
const started: TestFunction[] = [];
let count = 0;

/** A function with this code as its module. */
function fn(code: string, changes: Partial<FunctionSpec> = {}): TestFunction {
  count += 1;
  const made = testFunction(directory, `fn${count}`, code, changes);
  started.push(made);
  return made;
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const streaming = (body: string): string =>
  `export const handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });
   const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));`;

afterAll(async () => {
  await Promise.all(started.map(({ pool }) => pool.stop()));
  directory.remove();
});

describe('a plain function', () => {
  test('receives event, context and environment, but not the environment of the local stack', async () => {
    process.env.LEAK = 'secret';
    const { invoke, pool } = fn(`
      export const handler = async (event, context) => ({
        event, greeting: process.env.GREETING, leak: process.env.LEAK ?? null, region: process.env.AWS_REGION,
        remaining: context.getRemainingTimeInMillis(), name: context.functionName, memory: context.memoryLimitInMB,
        arn: context.invokedFunctionArn, hasId: context.awsRequestId.length > 0, log: context.logGroupName,
      });`);

    const answer = JSON.parse(await textOf(await invoke({ a: 1 })));

    expect(answer).toMatchObject({
      event: { a: 1 },
      greeting: 'hello',
      leak: null,
      region: 'eu-west-1',
      name: pool.label,
      memory: '256',
      arn: `${pool.arn}:live`,
      hasId: true,
      log: `/aws/lambda/${pool.label}`,
    });
    expect(answer.remaining).toBeGreaterThan(4000);
    expect(answer.remaining).toBeLessThanOrEqual(5000);
  });

  test('one process handles calls one after the other', async () => {
    const { invoke } = fn('let calls = 0; export const handler = async () => [process.pid, ++calls];');

    const answers = [];
    for (let call = 0; call < 5; call += 1) answers.push(JSON.parse(await textOf(await invoke())));

    expect(new Set(answers.map(([pid]) => pid)).size).toBe(1);
    expect(answers.at(-1)?.[1]).toBe(5);
  });

  test('an error is returned with its type', async () => {
    const { invoke, lines } = fn(`export const handler = async () => { throw new TypeError('no'); };`);

    const failure = await invoke().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(FunctionFailed);
    expect(failure).toMatchObject({ errorType: 'TypeError', message: 'no' });
    await until(() => lines.join().includes('TypeError: no'));
  });

  test('its log lines are passed on', async () => {
    const { invoke, lines } = fn(
      `export const handler = async () => { console.log('to out'); console.error('to err'); };`,
    );

    await textOf(await invoke());
    await until(() => lines.length >= 2);

    expect(lines).toEqual(expect.arrayContaining(['to out', 'to err']));
  });
});

describe('a streaming function', () => {
  test('its chunks arrive separately', async () => {
    const { invoke } = fn(
      streaming(`for (const n of [1, 2, 3]) { stream.write(String(n)); await sleep(60); } stream.end();`),
    );

    const { body } = await invoke();
    const times: [string, number][] = [];
    for await (const chunk of body) times.push([String(chunk), performance.now()]);

    expect(times.map(([text]) => text)).toEqual(['1', '2', '3']);
    expect((times[2]?.[1] ?? 0) - (times[0]?.[1] ?? 0)).toBeGreaterThan(80);
  });

  test('the first write sends metadata and delimiter', async () => {
    const { invoke } = fn(
      streaming(
        `const out = awslambda.HttpResponseStream.from(stream, { statusCode: 201 }); out.write(''); out.write('x'); out.end();`,
      ),
    );

    const response = await invoke();

    expect(response.contentType).toBe('application/vnd.awslambda.http-integration-response');
    expect(await textOf(response)).toBe(`{"statusCode":201}${'\0'.repeat(8)}x`);
  });

  test('an end without a write sends no metadata', async () => {
    const { invoke } = fn(streaming(`awslambda.HttpResponseStream.from(stream, { statusCode: 204 }).end();`));

    expect(await textOf(await invoke())).toBe('');
  });

  test('a throw before the first write is an error, after it a trailer', async () => {
    const before = fn(streaming(`throw new Error('early');`));
    const after = fn(streaming(`stream.write('some'); await sleep(20); throw new RangeError('late');`));

    await expect(before.invoke()).rejects.toMatchObject({ errorType: 'Error', message: 'early' });
    const response = await after.invoke();
    expect(await textOf(response)).toBe('some');
    expect(response.failure()).toMatchObject({ errorType: 'RangeError', message: 'late' });
    await expect(after.invoke().then(textOf)).resolves.toBe('some');
  });

  test('write reports back-pressure, and drain its end', async () => {
    const { invoke } = fn(
      streaming(`let waits = 0;
        for (let n = 0; n < 200; n++) if (!stream.write('x'.repeat(65536))) { waits++; await new Promise((r) => stream.once('drain', r)); }
        stream.write('waits:' + waits); stream.end();`),
    );

    const response = await invoke();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const text = await textOf(response);

    expect(Number(/waits:(\d+)$/.exec(text)?.[1])).toBeGreaterThan(0);
    expect(text.length).toBeGreaterThan(200 * 65_536);
  });

  test('the timeout ends a stream that the handler does not end', async () => {
    const { invoke, lines } = fn(streaming(`stream.write('x');`), { timeoutSeconds: 1 });

    const response = await invoke();

    await expect(textOf(response)).rejects.toThrow();
    expect(lines.join()).toContain('Task timed out after 1.00 seconds');
  });
});

describe('failures', () => {
  test('a timeout kills the process; the next call gets a new one', async () => {
    const { invoke } = fn(
      `export const handler = async ({ hang }) => hang ? new Promise((r) => setTimeout(r, 60_000)) : process.pid;`,
      { timeoutSeconds: 1 },
    );
    const first = await textOf(await invoke());

    const failure = await invoke({ hang: true }).catch((error: unknown) => error);
    const second = await textOf(await invoke());

    expect(failure).toMatchObject({ errorType: 'Sandbox.Timedout', message: 'Task timed out after 1.00 seconds' });
    expect(second).not.toBe(first);
  });

  test.each([
    ['an exit', `process.exit(3)`, 'Runtime.ExitError'],
    [
      'an uncaught exception',
      `setTimeout(() => { throw new Error('x') }); await new Promise(() => {})`,
      'Runtime.UncaughtException',
    ],
  ])('%s fails the call, and the function recovers', async (_, crash, errorType) => {
    const { invoke } = fn(`export const handler = async (event) => { if (event.crash) { ${crash}; } return 'fine'; };`);

    await expect(invoke({ crash: true })).rejects.toMatchObject({ errorType });
    await expect(invoke().then(textOf)).resolves.toBe('"fine"');
  });

  test.each([
    ['a module that throws', `throw new Error('broken');`, 'index.handler', 'Error'],
    ['a handler that is not exported', `export const other = 1;`, 'index.handler', 'Runtime.HandlerNotFound'],
    ['a file that is not there', ``, 'other.handler', 'Runtime.ImportModuleError'],
  ])('%s fails every call', async (_, code, handler, errorType) => {
    const { invoke } = fn(code, { handler });

    await expect(invoke()).rejects.toMatchObject({ errorType });
    await expect(invoke()).rejects.toMatchObject({ errorType });
  });

  test('starts at most as many processes as the concurrency limit', async () => {
    const { invoke } = fn(
      `export const handler = async () => { await new Promise((r) => setTimeout(r, 1_500)); return process.pid; };`,
      { concurrency: 2, isReserved: true },
    );
    const two = [invoke(), invoke()];

    const refusal = await invoke().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Throttled);
    expect(String(refusal)).toBe('Throttled: all processes were busy for 1 s: its reservedConcurrency is 2');

    const pids = await Promise.all((await Promise.all(two)).map(textOf));
    expect(new Set(pids).size).toBe(2);
    await expect(invoke().then(textOf)).resolves.toEqual(expect.any(String));
  });

  test('a call at the concurrency limit waits for a process, also for one that takes the place of a crashed one', async () => {
    const { invoke } = fn(
      `export const handler = async ({ crash }) => { await new Promise((r) => setTimeout(r, 300)); if (crash) process.exit(1); return 'fine'; };`,
      { concurrency: 1 },
    );
    const [crashed, waited] = [invoke({ crash: true }), invoke()];

    await expect(crashed).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
    await expect(waited.then(textOf)).resolves.toBe('"fine"');
  });

  test('a call that expected a process to be free soon waits at the limit that others reached meanwhile', async () => {
    const { invoke } = fn(streaming(`stream.write('fine'); stream.end(); await sleep(400);`), { concurrency: 2 });
    await textOf(await invoke());

    // The first waits for the process that has just responded; the second starts the last one.
    const both = await Promise.allSettled([invoke(), invoke()]);

    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });

  test('a caller that disconnects frees its place among the waiting calls; its call never runs', async () => {
    const { invoke, pool, lines } = fn(
      `export const handler = async ({ name, ms }) => { console.log(name); await new Promise((r) => setTimeout(r, ms)); };`,
      { concurrency: 1 },
    );
    const first = invoke({ name: 'first', ms: 500 });
    const caller = new AbortController();
    const event = JSON.stringify({ name: 'left', ms: 0 });
    const left = pool.invoke(event, 'x', { disconnected: caller.signal }).catch((error: unknown) => error);

    caller.abort();

    expect(await left).toBeInstanceOf(CallerGone);
    await textOf(await first);
    await textOf(await invoke({ name: 'last', ms: 0 }));
    await until(() => lines.includes('last'));
    expect(lines).toEqual(['first', 'last']);
  });

  test('a call that finds its idle process dead gets another one', async () => {
    const { invoke } = fn('export const handler = async () => process.pid;');
    const pid = Number(await textOf(await invoke()));
    await new Promise((resolve) => setTimeout(resolve, 200));

    // Without a pause, so that the local stack does not know yet.
    process.kill(pid, 'SIGKILL');
    const next = Number(await textOf(await invoke()));

    expect(next).not.toBe(pid);
    expect(isAlive(next)).toBe(true);
  });

  test('a call that its process received is not repeated', async () => {
    const { invoke, lines } = fn(
      `export const handler = async ({ die }) => { console.log('ran'); if (die) process.kill(process.pid, 'SIGKILL'); return process.pid; };`,
    );
    await textOf(await invoke());

    await expect(invoke({ die: true })).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });

    await textOf(await invoke());
    await until(() => lines.length >= 2);
    expect(lines.length).toBeLessThanOrEqual(3);
  });

  test('buffers outside of V8’s heap count towards the memory; the error is that of Lambda', async () => {
    const { invoke, lines } = fn(
      `export const handler = async ({ mb }) => {
        const held = [];
        for (let n = 0; n < mb; n += 1) held.push(Buffer.alloc(1024 * 1024, 1));
        await new Promise((r) => setTimeout(r, mb > 0 ? 3_000 : 0));
        return held.length;
      };`,
      { memoryMb: 160 },
    );
    await expect(invoke({ mb: 8 }).then(textOf)).resolves.toBe('8');

    await expect(invoke({ mb: 400 })).rejects.toMatchObject({
      errorType: 'Runtime.ExitError',
      message: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: signal: killed$/),
    });

    expect(lines).toContainEqual(
      expect.stringMatching(
        /^REPORT RequestId: [0-9a-f-]{36} Memory Size: 160 MB Max Memory Used: \d+ MB Status: error Error Type: Runtime\.OutOfMemory$/,
      ),
    );
    await expect(invoke({ mb: 0 }).then(textOf)).resolves.toBe('0');
  });

  test('the timeout ends a handler that responded but does not return', async () => {
    const { invoke, lines } = fn(streaming(`stream.write(String(process.pid)); stream.end(); await sleep(60_000);`), {
      timeoutSeconds: 1,
      concurrency: 1,
    });
    const pid = Number(await textOf(await invoke()));

    await until(() => !isAlive(pid));

    expect(lines.join()).toContain('Task timed out after 1.00 seconds');
    await expect(invoke().then(textOf)).resolves.not.toBe(String(pid));
  });

  test('a process exits with the local stack, even during an invocation', async () => {
    const { pool } = fn('');
    directory.write(
      'orphan/index.mjs',
      `export const handler = async () => { console.log(process.pid); await new Promise((r) => setTimeout(r, 60_000)); };`,
    );
    const spec = {
      name: 'orphan',
      label: 'orphan',
      arn: pool.arn,
      codeDirectory: directory.inside('orphan'),
      handler: 'index.handler',
    };
    const limits = {
      memoryMb: 128,
      timeoutSeconds: 60,
      concurrency: 1,
      isReserved: true,
      region: 'eu-west-1',
      logGroup: 'x',
      environment: {},
    };
    const face = new URL('../../../local/lambda/index.ts', import.meta.url).href;
    const starter = directory.write(
      'starter.mts',
      `import { writeSync } from 'node:fs';
       import { FunctionPool } from ${JSON.stringify(face)};
       const end = (line) => { writeSync(1, line); process.kill(process.pid, 'SIGKILL'); };
       void new FunctionPool(${JSON.stringify({ ...spec, ...limits })}, end).invoke('{}', 'x');`,
    );

    const end = await promisify(execFile)(process.execPath, ['--import', 'tsx', starter]).catch(
      (error: unknown) => error,
    );

    const { stdout } = end as { stdout: string };
    expect(Number(stdout)).toBeGreaterThan(0);
    await until(() => !isAlive(Number(stdout)));
  });

  test('stop ends every process', async () => {
    const { invoke, pool } = fn('export const handler = async () => process.pid;');
    const pid = Number(await textOf(await invoke()));

    await pool.stop();

    expect(() => process.kill(pid, 0)).toThrow();
    await expect(invoke()).rejects.toBeInstanceOf(FunctionFailed);
  });
});

describe('another runtime than that of the local stack', () => {
  /** Fetches invocations as the documentation of the Runtime API says, with nothing else: no key, no confirmation. */
  const RUNTIME = `
    const api = \`http://\${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation\`;
    const { handler } = await import(\`\${process.env.LAMBDA_TASK_ROOT}/index.mjs\`);
    for (;;) {
      const next = await fetch(\`\${api}/next\`);
      const id = next.headers.get('lambda-runtime-aws-request-id');
      const body = JSON.stringify(await handler(await next.json()));
      await (await fetch(\`\${api}/\${id}/response\`, { method: 'POST', body })).text();
    }`;
  const program = directory.write('other-runtime.mjs', RUNTIME);

  test('calls the handler, with one process for one invocation after the other', async () => {
    const { invoke } = fn('export const handler = async ({ a }) => [a, process.pid];', { runtime: program });

    const [first, second] = [await textOf(await invoke({ a: 1 })), await textOf(await invoke({ a: 2 }))].map((text) =>
      JSON.parse(text),
    );

    expect([first[0], second[0]]).toEqual([1, 2]);
    expect(first[1]).toBe(second[1]);
  });

  test('gets an invocation once, although it confirms none', async () => {
    const { invoke, lines } = fn(
      "export const handler = async ({ exits }) => { console.log('called'); if (exits) process.exit(3); };",
      { runtime: program },
    );
    await textOf(await invoke({ exits: false }));

    // Whether the same process runs it or another, which depends on how soon the first asks for it.
    await expect(invoke({ exits: true })).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });

    const called = () => lines.filter((line) => line === 'called');
    await until(() => called().length >= 2);
    expect(called()).toHaveLength(2);
  });
});
