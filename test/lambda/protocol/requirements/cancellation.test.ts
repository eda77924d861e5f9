import { ask, call, post } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { tool } from './support/documents.ts';

/** spec: basic/patterns/cancellation */

const cancel = (params: unknown) => ({ jsonrpc: '2.0', method: 'notifications/cancelled', params });

test.each([
  ['a request that nobody made', cancel({ requestId: 'nope', reason: 'never mind' })],
  ['a request that is over', cancel({ requestId: 1 })],
  ['nothing', cancel({})],
  ['what is no id', cancel({ requestId: { a: 1 }, reason: 7 })],
  ['itself badly', { jsonrpc: '2.0', method: 'notifications/cancelled' }],
])('a cancellation that names %s is accepted and changes nothing', async (_what, notification) => {
  const handler = (await deploy(tool())).instance();
  const before = await call(handler, 'greet', {}, { id: 1 });
  for (const version of ['2026-07-28', '2025-11-25']) {
    const { status, text } = await post(handler, notification, { 'mcp-protocol-version': version });
    expect({ status, text }).toEqual({ status: 202, text: '' });
  }
  expect(await call(handler, 'greet', {}, { id: 1 })).toEqual(before);
  expect((await ask(handler, 'tools/list')).status).toBe(200);
});
