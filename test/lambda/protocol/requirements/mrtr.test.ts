import type { JsonObject } from '../../../../lambda/json.ts';
import { ask, call } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { prompt, resource, server, tool } from './support/documents.ts';
import { asking, asksForName, CAN_BE_ASKED } from './support/everything.ts';

/** spec: basic/patterns/mrtr: what the tests of questions do not say already */

const TARGET = { type: 'static', text: 'unused' };
const ASKED = { capabilities: CAN_BE_ASKED };
const elicitation = { method: 'elicitation/create', params: { mode: 'form', message: '?', requestedSchema: {} } };

async function server2026() {
  const completion = { target: TARGET };
  const documents = [
    server(),
    tool(),
    prompt({ target: TARGET, arguments: [{ name: 'language', completion }] }),
    resource({ target: TARGET }),
  ];
  const runs = { greet: asksForName, review: asksForName, note: asksForName };
  return (await deploy(...documents)).instance({ runs });
}

test.each([
  ['tools/call', { name: 'greet' }],
  ['prompts/get', { name: 'review' }],
  ['resources/read', { uri: 'note://1' }],
] as const)('%s may ask for input', async (method, params) => {
  const { response } = await ask(await server2026(), method, params, ASKED);
  expect(response.result).toMatchObject({ resultType: 'input_required', inputRequests: { name: {} } });
});

test.each([
  ['server/discover', {}],
  ['tools/list', {}],
  ['prompts/list', {}],
  ['resources/list', {}],
  ['resources/templates/list', {}],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'review' }, argument: { name: 'language', value: '' } }],
] as const)('%s never asks for input', async (method, params) => {
  const { response } = await ask(await server2026(), method, params, ASKED);
  expect(response.result?.resultType ?? 'complete').toBe('complete');
  expect(response.result ?? {}).not.toHaveProperty('inputRequests');
});

test('questions that are asked together each have a key', async () => {
  const questions = {
    a: elicitation,
    b: { method: 'sampling/createMessage', params: {} },
    c: { method: 'roots/list', params: {} },
  };
  const handler = (await deploy(tool())).instance({ runs: { greet: asking(questions) } });
  const { result } = (await call(handler, 'greet', {}, ASKED)).response;
  expect(result.inputRequests).toEqual(questions);
  expect(result.requestState).toEqual(expect.any(String));
});

test.each(['tools/call', 'ping', 'elicitation/guess', ''])(
  'a question is of the three kinds; any other (%s) is a bug that the client does not see',
  async (method) => {
    const handler = (await deploy(tool())).instance({ runs: { greet: asking({ a: { method, params: {} } }) } });
    const { response } = await call(handler, 'greet', {}, ASKED);
    expect(response.error).toMatchObject({ code: -32603, message: 'Internal error an-id' });
  },
);

const tools = { method: 'sampling/createMessage', params: { messages: [], tools: [] } };
const url = { method: 'elicitation/create', params: { mode: 'url', message: '?', url: 'https://a.example' } };

test.each<[string, JsonObject, typeof tools | typeof url | typeof elicitation, JsonObject]>([
  ['elicitation', {}, elicitation, { elicitation: {} }],
  ['elicitation by form', { elicitation: { url: {} } }, elicitation, { elicitation: { form: {} } }],
  ['elicitation by URL', { elicitation: {} }, url, { elicitation: { url: {} } }],
  ['sampling', { elicitation: {} }, { method: 'sampling/createMessage', params: {} } as never, { sampling: {} }],
  ['sampling with tools', { sampling: {} }, tools, { sampling: { tools: {} } }],
  ['roots', { sampling: {} }, { method: 'roots/list', params: {} } as never, { roots: {} }],
])('a client is not asked what it did not declare: %s', async (_what, capabilities, question, requiredCapabilities) => {
  const handler = (await deploy(tool())).instance({ runs: { greet: asking({ a: question }) } });
  const { status, response } = await call(handler, 'greet', {}, { capabilities });
  expect(status).toBe(400);
  expect(response).toMatchObject({ id: 1, error: { code: -32021, data: { requiredCapabilities } } });
});

test('a question that is never answered leaves nothing behind', async () => {
  const deployment = await deploy(tool());
  const handler = deployment.instance({ runs: { greet: asksForName } });
  const first = await call(handler, 'greet', {}, ASKED);
  const again = await call(handler, 'greet', {}, ASKED);
  expect(deployment.state.table.items.size).toBe(0);
  expect(again.response.result.inputRequests).toEqual(first.response.result.inputRequests);
});

test.each([
  ['no object', 'yes'],
  ['a list', []],
  ['an answer that is no object', { name: 'Ada' }],
  ['an answer of another shape', { name: { said: 'Ada' } }],
])('answers that are %s are refused or asked for again', async (_what, inputResponses) => {
  const handler = await server2026();
  const { requestState } = (await call(handler, 'greet', {}, ASKED)).response.result;
  const params = { name: 'greet', arguments: {}, requestState, inputResponses };
  const { response } = await ask(handler, 'tools/call', params as unknown as JsonObject, ASKED);
  expect(response.error?.code ?? response.result.resultType).toBe(
    typeof inputResponses === 'object' && !Array.isArray(inputResponses) ? 'input_required' : -32602,
  );
});
