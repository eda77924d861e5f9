import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TASKS_EXTENSION } from '../../lambda/mcp/meta.ts';
import { legacy, modernCall, post, withBody } from './support/requests.ts';
import { startStageStack, type TestStack } from './support/stack.ts';

/** For the start of all processes, on a machine that is busy with other tests. */
const SLOW_MS = 120_000;

const STAGE = `
region: us-east-1
insecureHttp: true
edge: { allowedCidrs: [127.0.0.1/32], deletionProtection: false }
auth: { anonymous: { scopes: [] } }
audit: { calls: true }
catalog: { pointInTimeRecovery: false, deletionProtection: false, retain: false }
`;

const DOCUMENTS = `
kind: Tool
server: orders
name: hello
description: Says a word.
input: { type: object, properties: { word: { type: string } } }
target: { type: static, text: Hello }
---
kind: Tool
server: orders
name: slow
description: Runs as a task.
task: required
input: { type: object }
target: { type: static, text: Done }
`;

let stack: TestStack;

beforeAll(async () => {
  stack = await startStageStack({ name: 'audited', stage: STAGE, documents: DOCUMENTS });
}, SLOW_MS);
afterAll(async () => {
  await stack.stop();
});

/** Calls the tool that runs as a task. */
function slowCall() {
  const request = modernCall('slow');
  const message = JSON.parse(request.body);
  const capabilities = { extensions: { [TASKS_EXTENSION]: {} } };
  message.params._meta['io.modelcontextprotocol/clientCapabilities'] = capabilities;
  return withBody(request, JSON.stringify(message));
}

/** The lines of the audit's log group. The function writes the last ones after it responded. */
async function lines(count: number) {
  const file = join(stack.directory, '.spillway', 'audit-calls.jsonl');
  for (let tries = 0; tries < 200; tries += 1) {
    const text = await readFile(file, 'utf8').catch(() => '');
    const found = text.split('\n').filter((line) => line !== '');
    if (found.length >= count) return found.map((line) => JSON.parse(line));
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the audit has fewer than ${count} lines`);
}

test('a stage with audit.calls writes each call to a log group of its own, in every era, with the right of its role', async () => {
  const url = `${stack.endpoint}/mcp/orders`;

  await post(url, modernCall('hello', { word: 'not in the log' }));
  await post(url, legacy('tools/call', { name: 'hello' }));
  await post(url, modernCall('nothing'));

  const found = await lines(5);
  const records = found.map(({ message }) => JSON.parse(message));
  expect(records.map(({ event, decision, outcome, name }) => [event, decision ?? outcome, name])).toEqual([
    ['decision', 'allowed', 'hello'],
    ['outcome', 'done', 'hello'],
    ['decision', 'allowed', 'hello'],
    ['outcome', 'done', 'hello'],
    ['decision', 'refused', 'nothing'],
  ]);
  expect(new Set(found.map(({ logGroup, logStream }) => `${logGroup} ${logStream}`)).size).toBe(1);
  expect(found[0]).toMatchObject({ logGroup: expect.stringContaining('CallAudit'), logStream: 'calls' });
  expect(records[0]).toMatchObject({
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    arguments: expect.any(String),
  });
  expect(JSON.stringify(found)).not.toContain('not in the log');
});

test('a task is recorded where it was created, and where the worker runs it', async () => {
  const before = (await lines(0)).length;

  await post(`${stack.endpoint}/mcp/orders`, slowCall());

  const records = (await lines(before + 4)).slice(before).map(({ message }) => JSON.parse(message));
  const byTask = Map.groupBy(records, ({ task }) => task !== undefined);
  for (const isTask of [false, true]) {
    expect(byTask.get(isTask)?.map(({ event, decision, outcome }) => [event, decision ?? outcome])).toEqual([
      ['decision', 'allowed'],
      ['outcome', 'done'],
    ]);
  }
  expect(byTask.get(true)?.[0].arguments).toBe(byTask.get(false)?.find(({ event }) => event === 'decision').arguments);
});
