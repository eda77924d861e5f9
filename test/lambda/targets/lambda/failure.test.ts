import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { callContext } from '../support.ts';
import { Broke, type FakeFunction, FunctionThrew, Refused } from './lambda-api.ts';
import { lines, type Stage, startStage, textOf } from './support.ts';

let stage: Stage;
let hungUp: Promise<void> | undefined;

const text = (value: string) => ({ type: 'text', text: value });
const partial = (value: string) => ({ type: 'partial', content: [text(value)] });
const three = lines(partial('1'), partial('2'), partial('3'));

/** A function that writes three parts and then does what the test says. */
const afterThree = (then: FakeFunction): FakeFunction => {
  return async (invocation) => {
    await invocation.write(three);
    await then(invocation);
  };
};
const fails = (thrown: unknown) => () => {
  throw thrown;
};

const functions: Readonly<Record<string, FakeFunction>> = {
  throws: afterThree(fails(new FunctionThrew('TypeError'))),
  'times-out': afterThree(
    fails(new FunctionThrew('Sandbox.Timedout', 'RequestId: 1 Error: Task timed out after 3.00 seconds')),
  ),
  'timed-out-of-old': fails(new FunctionThrew('', '2026-11-21T10:00:00Z 1 Task timed out after 3.00 seconds')),
  'out-of-memory': fails(new FunctionThrew('Runtime.OutOfMemory')),
  'odd-error': fails(new FunctionThrew('<script> at /var/task/x.js')),
  fails: afterThree(({ write }) => write(lines({ type: 'failed', message: 'No such country: Atlantis.' }))),
  'fails-at-once': ({ write }) => write(three + lines({ type: 'failed', message: 'No.' }, partial('4'))),
  ends: afterThree(() => {}),
  breaks: afterThree(fails(new Broke())),
  mumbles: afterThree(({ write }) => write('Hello!\n')),
  'wrong-part': ({ write }) => write(lines({ type: 'partial', content: [{ type: 'video' }] })),
  'wrong-bytes': ({ write }) =>
    write(
      lines({
        type: 'result',
        result: {
          content: [
            { type: 'text', text: '' },
            { type: 'image', data: '?', mimeType: 'image/png' },
          ],
        },
      }),
    ),
  'wrong-result': ({ write }) => write(lines({ type: 'result', result: { content: 'no list' } })),
  'asks-nothing': ({ write }) => write(lines({ type: 'input_required', inputRequests: {} })),
  'bad-row': ({ write }) => write('{"a":1}\n{"a":2}\n{"a"\n{"a":4}\n'),
  'cut-row': ({ write }) => write('{"a":1}\n{"a":'),
  latin1: ({ write }) => write(Buffer.from('caf\xe9', 'latin1')),
  'cut-character': ({ write }) => write(Buffer.from('é').subarray(0, 1)),
  busy: fails(new Refused(429, 'TooManyRequestsException')),
  forbidden: fails(new Refused(403, 'AccessDeniedException')),
  'too-large-event': fails(new Refused(413, 'RequestTooLargeException')),
  unwell: fails(new Refused(502, 'EC2UnexpectedException')),
  silent: ({ gone }) => {
    hungUp = gone;
    return gone;
  },
  'hangs-after-three': afterThree(({ gone }) => gone),
  'no-answer': () => {},
  async pours({ write, gone }) {
    let over = false;
    hungUp = gone.then(() => {
      over = true;
    });
    while (!over) await Promise.race([write(`${JSON.stringify(partial('x'.repeat(1_000)))}\n`), gone]);
  },
  async 'one-long-line'({ write, gone }) {
    let over = false;
    hungUp = gone.then(() => {
      over = true;
    });
    while (!over) await Promise.race([write('x'.repeat(10_000)), gone]);
  },
};

beforeAll(async () => {
  stage = await startStage(functions);
});
beforeEach(() => {
  hungUp = undefined;
});
afterAll(() => stage.api.close());

const told = (parts: readonly { type: string }[]) =>
  parts.map((part) => ('content' in part ? textOf(part as { content: [] }) : part.type)).join(' ');

test.each([
  ['throws', /^The function throws failed: it ended with an error \(TypeError\)\. .* logs of request request-1\.$/],
  ['times-out', /^The function times-out failed: it reached its own timeout\./],
  ['fails', /^No such country: Atlantis\.$/],
  ['fails-at-once', /^No\.$/],
  ['ends', /^The function ends ended without a result\.$/],
  ['breaks', /^The function breaks failed: the connection was lost before the response was complete\./],
  ['mumbles', /^The function mumbles returned a line that is not part of a tool call\./],
])('%s after three parts: they stay, and the end tells why', async (name, message) => {
  const { parts, failure } = await stage.call({ function: name });
  expect(told(parts)).toBe('1 2 3');
  expect(failure).toMatch(message);
  expect(failure).not.toMatch(/secret|admin|trace|arn:/);
});

test.each([
  ['timed-out-of-old', /it reached its own timeout/],
  ['out-of-memory', /it ran out of memory/],
  ['odd-error', /it ended with an error\. /],
  ['wrong-part', /returned invalid content: content\[0\] needs type, one of text, /],
  ['wrong-bytes', /returned invalid content: content\[1\] needs data, in base64\.$/],
  ['wrong-result', /not part of a tool call/],
  ['asks-nothing', /not part of a tool call/],
  ['busy', /could not be called: it is busy: .* Try again in a moment\.$/],
  ['forbidden', /could not be called: this deployment is not allowed to invoke it.*operator/],
  ['missing', /could not be called: it does not exist, or has no such version.*operator/],
  ['too-large-event', /the arguments exceed the size that a function accepts/],
  ['unwell', /could not be called \(EC2UnexpectedException\)\. Try again later\.$/],
  ['unlisted', /the stage does not list it.*until an operator adds unlisted to the functions/],
  ['constructor', /the stage does not list it/],
])('%s is told, without what only the operator should see', async (name, message) => {
  for (const invoke of ['stream', 'buffered']) {
    const { failure } = await stage.call({ function: name, invoke });
    expect(failure).toMatch(message);
    expect(failure).toMatch(/^The function [a-z0-9-]+ .*\.$/);
    expect(failure).not.toMatch(/secret|admin|trace|arn:|\/var\/task/);
  }
});

test('nothing is tried twice, as the function may have run', async () => {
  const before = stage.api.invocations.length;
  await stage.call({ function: 'unwell' });
  await stage.call({ function: 'busy' });
  expect(stage.api.invocations).toHaveLength(before + 2);
});

test('a bad row ends the rows, and those before it stay', async () => {
  const bad = await stage.call({ function: 'bad-row', stream: 'ndjson' });
  expect(told(bad.parts)).toBe('{"a":1} {"a":2}');
  expect(bad.failure).toMatch(/not valid JSON, at row 3\.$/);
  const cut = await stage.call({ function: 'cut-row', stream: 'ndjson' });
  expect(told(cut.parts)).toBe('{"a":1}');
  expect(cut.failure).toMatch(/not valid JSON, at row 2\.$/);
});

test.each(['latin1', 'cut-character'])('%s is not taken for text', async (name) => {
  for (const stream of ['none', 'text', 'ndjson', 'toolkit']) {
    const { failure } = await stage.call({ function: name, stream });
    expect(failure).toMatch(/returned bytes that are not UTF-8 text\.$/);
  }
});

test('an answer without anything in it is told', async () => {
  expect((await stage.call({ function: 'no-answer', stream: 'none' })).result).toEqual({
    content: [text('The result is empty: the function returned nothing.')],
  });
  expect((await stage.call({ function: 'no-answer', stream: 'none', result: 'done' })).result).toEqual({
    content: [text('done')],
  });
});

test('parts without end are cut off, and so is the request', async () => {
  const context = callContext({ resultBytes: 10_000 });
  const { parts, failure } = await stage.call({ function: 'pours' }, { context });
  expect(parts.length).toBeGreaterThan(10);
  expect(failure).toMatch(/returned more than 80000 bytes\. Request less/);
  await hungUp;
});

test.each(['ndjson', 'toolkit', 'text', 'none'])(
  'a line without end is cut off as %s, and so is the request',
  async (stream) => {
    const context = callContext({ resultBytes: 50_000 });
    const { failure } = await stage.call({ function: 'one-long-line', stream }, { context });
    expect(failure).toMatch(
      /^The function one-long-line (?:returned|sent a line of) more than 50\d\d\d bytes\. Request less/,
    );
    await hungUp;
  },
);

test('the deadline ends a call and its request, and what was sent stays', async () => {
  const silent = await stage.call({ function: 'silent' }, { context: callContext({ timeoutMs: 150 }) });
  expect(silent.failure).toBe('The function silent took too long: it sent nothing. Request less, or try again.');
  await hungUp;
  const context = callContext({ timeoutMs: 150 });
  const { parts, failure } = await stage.call({ function: 'hangs-after-three' }, { context });
  expect(told(parts)).toBe('1 2 3');
  expect(failure).toMatch(/took too long: it had sent \d+ bytes and was not finished/);
  expect(Date.now()).toBeLessThanOrEqual(context.deadline);
  const over = await stage.call({ function: 'silent' }, { context: callContext({ timeoutMs: 0 }) });
  expect(over.failure).toMatch(/was not called: the time limit of the call has passed/);
});

test('whoever stops listening ends the request', async () => {
  for await (const batch of stage.batches({ function: 'pours' })) {
    expect(batch[0]).toMatchObject({ type: 'partial' });
    break;
  }
  await hungUp;
});

// The SDK asks whether an error is an `Error`, which those of sockets are not inside jest's realm.
test('a connection that breaks, or cannot be made, is told', async () => {
  const script = fileURLToPath(new URL('network.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  const lost = 'the connection was lost before the response was complete. The function may have completed its work.';
  expect(JSON.parse(stdout)).toEqual([
    `ToolError: The function breaks failed: ${lost}`,
    'ToolError: The function breaks failed: Lambda refused the connection. Try again later.',
  ]);
});
