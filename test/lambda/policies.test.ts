import { createApp } from '../../lambda/app.ts';
import { applyLoaded, parseDocuments } from '../../lambda/catalog/publish/index.ts';
import type { JsonObject } from '../../lambda/json.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { createMemoryTable } from '../support/memory-table.ts';
import { SETTINGS } from '../support/settings.ts';
import { createTestState } from '../support/state.ts';
import { META, modern, modernHeaders } from './protocol/support/server.ts';

const tool = (name: string) => `kind: Tool
server: test
name: ${name}
description: d
input: { type: object, properties: { amount: { type: integer } }, required: [amount] }
target: { type: static, text: done }
---
`;
const policy = (name: string, text: string) => `kind: Policy\nserver: test\nname: ${name}\npolicy: ${text}\n---\n`;
const SMALL = policy(
  'small',
  `permit(principal, action == Action::"tool:refund", resource) when { context.input.amount < 100 };`,
);

/** A function over a table, and a clock. */
function deploy() {
  const table = createMemoryTable();
  const clock = { now: 1_000_000 };
  const app = createApp(SETTINGS, { table, state: createTestState(), now: () => clock.now });
  const apply = (text: string) => applyLoaded(parseDocuments('a.yaml', text), { table, targets: targetTypes });
  const post = async (method: string, params: JsonObject = {}) => {
    const { status, body } = await app({
      method: 'POST',
      path: '/mcp/test',
      headers: {
        'content-type': 'application/json',
        ...modernHeaders(method),
        ...(typeof params.name === 'string' && { 'mcp-name': params.name }),
      },
      body: JSON.stringify(modern(method, { ...params, _meta: META })),
      remainingMs: 30_000,
      streams: false,
    });
    return { status, ...JSON.parse(body) };
  };
  const call = (name: string, amount: number) => post('tools/call', { name, arguments: { amount } });
  const listed = async () => (await post('tools/list')).result.tools.map(({ name }: JsonObject) => name);
  return { table, clock, apply, call, listed };
}

test('a server without policies is open, and closes by default with its first one', async () => {
  const { clock, apply, call, listed } = deploy();
  await apply(tool('refund') + tool('find'));
  expect(await listed()).toEqual(['find', 'refund']);
  expect(await call('find', 1)).toMatchObject({ result: { content: [{ text: 'done' }] } });

  await apply(SMALL);
  clock.now += 5_000;

  expect(await listed()).toEqual(['refund']);
  expect(await call('find', 1)).toEqual({
    ...(await call('fin', 1)),
    error: { code: -32602, message: 'Unknown tool: find' },
  });
});

test.each([
  ['found by reading the head again', async () => {}],
  [
    'at a version that another request has read',
    async (call: (name: string, amount: number) => Promise<unknown>) => call('nope', 1),
  ],
])('a new tool is judged by the policies that were published with it: %s', async (_, before) => {
  const { clock, apply, call, listed } = deploy();
  await apply(tool('refund'));
  expect(await call('refund', 100)).toMatchObject({ result: { content: [{ text: 'done' }] } });

  await apply(tool('drop') + SMALL);
  clock.now += 1;
  await before(call);

  expect(await call('drop', 1)).toMatchObject({ error: { code: -32602, message: 'Unknown tool: drop' } });
  expect(await listed()).toEqual(['refund']);
});

test('a new tool is judged by the scopes of the server that were published with it', async () => {
  const { clock, apply, call } = deploy();
  await apply(tool('refund'));
  await call('refund', 100);

  await apply(`kind: Server\nserver: test\nscopes: [orders]\n---\n${tool('drop')}`);
  clock.now += 1;

  expect(await call('drop', 1)).toMatchObject({ status: 404 });
});

test('a call is decided with its arguments; the response names no policy and no threshold', async () => {
  const { apply, call } = deploy();
  await apply(tool('refund') + SMALL);

  expect(await call('refund', 99)).toMatchObject({ result: { content: [{ text: 'done' }] } });
  const { result } = await call('refund', 100);
  expect(result).toMatchObject({ isError: true });
  expect(JSON.stringify(result)).toContain('not permitted with these arguments');
  expect(JSON.stringify(result)).not.toMatch(/small|100|amount/);
});

test('the first call reads the policies beside the head and the tool, later ones nothing', async () => {
  const { table, apply, call } = deploy();
  await apply(tool('refund') + SMALL);
  table.reads.length = 0;

  await call('refund', 1);
  expect(table.reads.filter((read) => read.startsWith('get POLICIES'))).toEqual(['get POLICIES test']);
  table.reads.length = 0;
  await call('refund', 2);

  expect(table.reads).toEqual([]);
});

test('while the policies cannot be read for too long, nobody is admitted', async () => {
  const { table, clock, apply, call } = deploy();
  await apply(tool('refund') + SMALL);
  await call('refund', 1);
  const { get } = table;
  table.get = (key) => (key.pk === 'POLICIES' ? Promise.reject(new Error('away')) : get(key));

  clock.now += 64_999;
  expect(await call('refund', 1)).toMatchObject({ status: 200, result: { content: [{ text: 'done' }] } });
  clock.now += 1_001;
  expect(await call('refund', 1)).toMatchObject({ status: 503 });
});
