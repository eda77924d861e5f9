import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { spillway } from './support/command-line.ts';
import { startStageStack, type TestStack } from './support/stack.ts';
import { HAS_TERMINALS, KEYS, onTerminal } from './support/terminal.ts';
import { startUpstream, type Upstream } from './support/upstream.ts';

/** A start takes a few seconds by itself, and far longer beside other tests. */
const SLOW_MS = 120_000;

const STAGE = `
region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], deletionProtection: false }
auth: { anonymous: { scopes: [] } }
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
`;

const documents = (port: number) => `
kind: Tool
server: shop
name: rows
description: Sends three rows.
input: { type: object }
annotations: { readOnlyHint: true }
target: { type: http, url: "http://127.0.0.1:${port}/rows", stream: ndjson }
---
kind: Tool
server: shop
name: endless
description: Sends a row, and then nothing.
input: { type: object }
limits: { timeoutMs: 10000 }
target: { type: http, url: "http://127.0.0.1:${port}/endless", stream: ndjson }
---
kind: Tool
server: shop
name: cancel_order
description: Cancels an order.
input:
  type: object
  properties:
    order: { type: string }
    reason: { type: string, enum: [late, wrong] }
    copies: { type: integer, minimum: 1, maximum: 5 }
  required: [order, reason, copies]
ask: { reason: Why is it cancelled?, copies: How many copies? }
confirm: "{% 'Cancel order ' & $args.order & ' because it is ' & $args.reason & '?' %}"
target: { type: static, text: "{% $args.order & ' is cancelled: ' & $args.reason & ', ' & $args.copies %}" }
---
kind: Tool
server: shop
name: report
description: Writes a report in the background.
input: { type: object }
task: required
target: { type: static, text: The report. }
---
kind: Resource
server: shop
uri: shop://logo.png
name: logo
mimeType: image/png
blob: iVBORw0KGgo=
---
kind: Resource
server: shop
uriTemplate: shop://orders/{order}
name: order
text: "{% 'Order ' & $args.order %}"
completions: { order: ["71", "72", "8"] }
---
kind: Prompt
server: shop
name: review
arguments: [{ name: order, required: true }, { name: tone, completion: [friendly, formal] }]
messages: [{ role: user, content: { type: text, text: "{% 'Review order ' & $args.order & '.' %}" } }]
`;

const ROW = (id: number) => `{"id":${id},"name":"Zoë"}`;

async function sendRows(response: ServerResponse): Promise<void> {
  for (const id of [1, 2, 3]) {
    response.write(`${ROW(id)}\n`);
    await setTimeout(50);
  }
  response.end();
}

let upstream: Upstream;
let stack: TestStack;
let files: string;

beforeAll(async () => {
  upstream = await startUpstream((path) => (response) => {
    if (path === '/rows') return sendRows(response);
    return response.write(`${ROW(1)}\n`);
  });
  stack = await startStageStack({ name: 'shop', stage: STAGE, documents: documents(upstream.port) });
  files = await mkdtemp(join(tmpdir(), 'spillway-files-'));
}, SLOW_MS);
afterAll(async () => {
  await stack.stop();
  await upstream.close();
  await rm(files, { recursive: true });
});

const run = (...words: string[]) => spillway([...words, '--local'], stack.directory);
const ALL_ROWS = `[${[1, 2, 3].map(ROW).join(',')}]`;

describe('the command line, in a pipe', () => {
  test('prints the text of the result', async () => {
    expect(await run('call', 'shop/rows')).toEqual({ code: 0, stdout: `${ALL_ROWS}\n`, stderr: '' });
  });

  test('prints parts as lines with --stream, the result last', async () => {
    const { code, stdout } = await run('call', 'shop/rows', '--stream');

    const parts = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(parts.filter(({ type }) => type === 'partial').map(({ content }) => content[0].text)).toEqual(
      [1, 2, 3].map(ROW),
    );
    expect(parts.at(-1)).toMatchObject({ type: 'result', result: { content: [{ text: ALL_ROWS }] } });
    expect(parts.find(({ type }) => type === 'progress')).toEqual({ type: 'progress', progress: 1 });
  });

  test('answers questions by options, with arguments from a file', async () => {
    const path = join(files, 'order.json');
    await writeFile(path, '{"order": "7"}');
    const words = ['call', 'shop/cancel_order', '--args', `@${path}`];

    const answers = ['--answer', 'reason=late', '--answer', 'copies=2'];
    expect(await run(...words, ...answers, '--yes')).toEqual({
      ...{ code: 0, stdout: '7 is cancelled: late, 2\n', stderr: '' },
    });
    const { code, stderr } = await run(...words, ...answers);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: shop asks "Cancel order 7 because it is late?" (spillway/confirm), and there is no terminal: pass --yes to accept it\n',
    );
  });

  test('follows a task', async () => {
    expect(await run('call', 'shop/report')).toEqual({ code: 0, stdout: 'The report.\n', stderr: '' });
  });

  test('reads, prompts and completes', async () => {
    expect(await run('read', 'shop', 'shop://orders/7')).toMatchObject({ code: 0, stdout: 'Order 7\n' });
    expect(await run('prompt', 'shop/review', '--args', '{"order": 7}')).toMatchObject({
      stdout: 'user: Review order 7.\n',
    });
    expect(await run('complete', 'shop/review', 'tone', 'fr')).toMatchObject({ code: 0, stdout: 'friendly\n' });
    expect(await run('complete', 'shop/shop://orders/{order}', 'order', '7')).toMatchObject({ stdout: '71\n72\n' });
  });

  test('saves bytes', async () => {
    const { code, stdout } = await run('read', 'shop', 'shop://logo.png', '--output', files);

    expect({ code, stdout }).toEqual({ code: 0, stdout: `[resource shop://logo.png: ${join(files, 'logo.png')}]\n` });
    expect(await readFile(join(files, 'logo.png'), 'base64')).toBe('iVBORw0KGgo=');
  });
});

(HAS_TERMINALS ? describe : describe.skip)('the command line, on a terminal,', () => {
  const watch = (words: readonly string[], ...reactions: Parameters<typeof onTerminal>[2] & object) =>
    onTerminal([...words, '--local'], stack.directory, reactions);

  test('shows each row once', async () => {
    const { code, shown } = await watch(['call', 'shop/rows']);

    expect(code).toBe(0);
    for (const id of [1, 2, 3]) expect(shown.split(ROW(id))).toHaveLength(2);
    expect(shown).not.toContain(ALL_ROWS);
  });

  test('asks the questions of a tool, until the answers are valid', async () => {
    const { code, shown } = await watch(
      ['call', 'shop/cancel_order', '--args', '{"order": "7"}'],
      ['reason (one of late, wrong): ', 'late\n'],
      ['copies (an integer, 1 to 5): ', '9\n'],
      ['copies (an integer, 1 to 5): ', '2\n'],
      ['Send these answers?', '\n'],
      ['shop asks: Cancel order 7 because it is late? [y/N/c(ancel)] ', 'y\n'],
    );

    expect(shown).toContain('"9" is not valid for copies: expected an integer, 1 to 5');
    expect(shown.trim()).toMatch(/7 is cancelled: late, 2$/);
    expect(code).toBe(0);
  });

  test('ends a call when the user cancels its question', async () => {
    const { code, shown } = await watch(
      ['call', 'shop/cancel_order', '--args', '{"order": "7"}'],
      ['reason (one of late, wrong): ', KEYS.CTRL_D],
    );

    expect(shown).toContain('The user closed the request to provide reason, copies without an answer.');
    expect(code).toBe(1);
  });

  test('ends at a question with Ctrl-C', async () => {
    const { code, shown } = await watch(
      ['call', 'shop/cancel_order', '--args', '{"order": "7"}'],
      ['reason (one of late, wrong): ', KEYS.CTRL_C],
    );

    expect(shown).toContain('interrupted: the tool may have run');
    expect(code).toBe(130);
  });

  test('ends a call that runs with Ctrl-C', async () => {
    const { code, shown } = await watch(['call', 'shop/endless'], [ROW(1), KEYS.CTRL_C]);

    expect(shown).toContain('interrupted: the tool may have run');
    expect(code).toBe(130);
  });
});
