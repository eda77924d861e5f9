import type { JsonObject } from '../../../../lambda/json.ts';
import { ask, askOld, call } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { prompt, resource, tool } from './support/documents.ts';

/** What the pages server/tools, server/prompts, server/resources and server/utilities/pagination say alike of lists. */

const NAMES = ['zeta', 'alpha', 'Mid', 'beta'];
const DOCUMENTS = NAMES.flatMap((name) => [
  tool({ name }),
  prompt({ name }),
  resource({ name, uri: `note://${name}` }),
  resource({ name: `${name}s`, uri: undefined, uriTemplate: `note://${name}/{id}` }),
]);

const LISTS = [
  ['tools/list', 'tools', 'tools'],
  ['prompts/list', 'prompts', 'prompts'],
  ['resources/list', 'resources', 'resources'],
  ['resources/templates/list', 'resourceTemplates', 'resources'],
] as const;

test.each(LISTS)('%s is answered, and what it lists is offered', async (method, member, capability) => {
  const handler = (await deploy(...DOCUMENTS)).instance();
  const { capabilities } = (await ask(handler, 'server/discover')).response.result;
  expect(capabilities[capability]).toEqual({});
  expect((await ask(handler, method)).response.result[member]).toHaveLength(NAMES.length);
  const old = await askOld(handler, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} });
  expect(old.response.result.capabilities[capability]).toEqual({});
});

test.each(LISTS)('%s shows the same after other requests, and to other instances', async (method) => {
  const deployment = await deploy(...DOCUMENTS);
  const handler = deployment.instance();
  const before = await ask(handler, method);
  await call(handler, 'zeta');
  await ask(handler, 'prompts/get', { name: 'beta' });
  await ask(handler, 'resources/read', { uri: 'note://alpha' });
  await askOld(handler, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} });
  expect(await ask(handler, method)).toEqual(before);
  expect(await ask(deployment.instance({ caller: 'somebody else' }), method)).toEqual(before);
});

test.each(LISTS)('%s has the same order every time', async (method, member) => {
  const turned = await deploy(...[...DOCUMENTS].reverse());
  const list = async (handler: Parameters<typeof ask>[0]) =>
    (await ask(handler, method)).response.result[member].map(({ name }: JsonObject) => name);
  const order = await list((await deploy(...DOCUMENTS)).instance());
  expect(await list(turned.instance())).toEqual(order);
  expect(await list(turned.instance())).toEqual(order);
});

test.each([
  ['made up', 'two'],
  ['empty', ''],
  ['Base64 of something', Buffer.from('{"page":2}').toString('base64url')],
  ['of another type', 7],
])('a cursor that is %s is -32602', async (_what, cursor) => {
  const handler = (await deploy(...DOCUMENTS)).instance();
  for (const [method] of LISTS) {
    expect((await ask(handler, method, { cursor })).response.error.code).toBe(-32602);
    expect((await askOld(handler, method, { cursor })).response.error.code).toBe(-32602);
  }
});

test('what is offered is answered, and what is not offered is not found', async () => {
  const handler = (await deploy(...DOCUMENTS)).instance();
  const { capabilities } = (await ask(handler, 'server/discover')).response.result;
  const methods: Readonly<Record<string, string>> = {
    tools: 'tools/list',
    prompts: 'prompts/list',
    resources: 'resources/list',
    completions: 'completion/complete',
  };
  for (const [capability, method] of Object.entries(methods)) {
    expect(capabilities).toHaveProperty(capability);
    expect((await ask(handler, method)).response.error?.code).not.toBe(-32601);
  }
  expect((await ask(handler, 'skills/list')).response.error.code).toBe(-32601);
});
