import { AuthUnavailable } from '../../../../lambda/auth/index.ts';
import type { PolicyRequest } from '../../../../lambda/auth/policies.ts';
import { TASKS_EXTENSION } from '../../../../lambda/mcp/index.ts';
import { fakePolicies } from '../../../support/policies.ts';
import { ask, askOld, call } from '../requirements/support/agent.ts';
import { deploy } from '../requirements/support/deployment.ts';
import { prompt, resource, tool } from '../requirements/support/documents.ts';
import { callerWith } from '../support/access.ts';

const ADA = callerWith([]);
const INPUT = {
  type: 'object',
  properties: { amount: { type: 'integer', default: 500 }, to: { type: 'string' } },
  additionalProperties: false,
};

/** Policies that allow amounts up to 100, and everything that is addressed to `ada`. */
function limits() {
  const asked: PolicyRequest[] = [];
  const policies = fakePolicies((request) => {
    asked.push(request);
    const { arguments: args } = request;
    if (args === undefined) return 'unknown';
    return (typeof args.amount === 'number' && args.amount <= 100) || args.to === 'ada' ? 'allow' : 'deny';
  });
  return { asked, policiesOf: () => policies };
}

const DENIED = {
  content: [{ type: 'text', text: 'Tool greet is not permitted with these arguments.' }],
  isError: true,
};

describe('arguments of a visible tool', () => {
  test('are judged in every era, and a denial names neither policy nor threshold', async () => {
    const handler = (await deploy(tool({ input: INPUT }))).core(limits())(ADA);
    for (const send of [ask, askOld]) {
      const result = async (args: object) =>
        (await send(handler, 'tools/call', { name: 'greet', arguments: { ...args } })).response.result;
      expect(await result({ amount: 100 })).toMatchObject({ content: [{ text: 'Hello' }] });
      expect(await result({ amount: 101 })).toMatchObject(DENIED);
    }
  });

  test('are checked against the schema first', async () => {
    const { asked, policiesOf } = limits();
    const handler = (await deploy(tool({ input: INPUT }))).core({ policiesOf })(ADA);
    const { response } = await call(handler, 'greet', { amount: 'much' });
    expect(response.result.content[0].text).toContain('Invalid arguments');
    expect(asked.filter((request) => request.arguments !== undefined)).toEqual([]);
  });

  test('are those that the target receives: with defaults, and converted', async () => {
    const { asked, policiesOf } = limits();
    const handler = (await deploy(tool({ input: INPUT, coerce: true }))).core({ policiesOf })(ADA);
    expect((await call(handler, 'greet', {})).response.result).toMatchObject(DENIED);
    expect((await call(handler, 'greet', { amount: '101' })).response.result).toMatchObject(DENIED);
    expect((await call(handler, 'greet', { amount: '99' })).response.result.content[0].text).toBe('Hello');
    const judged = asked.map((request) => request.arguments).filter((args) => args !== undefined);
    expect(new Set(judged.map((args) => args.amount))).toEqual(new Set([500, 101, 99]));
  });

  test('include what the user was asked for', async () => {
    const document = tool({ input: { ...INPUT, required: ['to'] }, ask: { to: 'To whom?' } });
    const handler = (await deploy(document)).core(limits())(ADA);
    const capabilities = { elicitation: { form: {} } };
    const asks = await ask(handler, 'tools/call', { name: 'greet' }, { capabilities });
    const { requestState, inputRequests } = asks.response.result;
    const [key = ''] = Object.keys(inputRequests);
    const answered = async (to: string) =>
      (
        await ask(
          handler,
          'tools/call',
          { name: 'greet', requestState, inputResponses: { [key]: { action: 'accept', content: { to } } } },
          { capabilities },
        )
      ).response.result;
    expect(await answered('bob')).toMatchObject(DENIED);
    expect(await answered('ada')).toMatchObject({ content: [{ text: 'Hello' }] });
  });

  test('that are denied start no task', async () => {
    const deployment = await deploy(tool({ input: INPUT, task: 'optional' }));
    const handler = deployment.core(limits())(ADA);
    const capabilities = { extensions: { [TASKS_EXTENSION]: {} } };
    const { response } = await call(handler, 'greet', { amount: 101 }, { capabilities });
    expect(response.result).toMatchObject(DENIED);
    expect(deployment.state.started).toEqual([]);
  });
});

test('a tool that requires more scopes since the instance read it is judged by them', async () => {
  const deployment = await deploy(tool());
  const handler = deployment.core({ policiesOf: () => fakePolicies(() => 'allow') })(ADA);
  expect((await call(handler, 'greet')).response.result).toBeDefined();
  await deployment.publish(tool({ scopes: ['x'] }));
  deployment.clock.ms += 6_000;
  expect((await call(handler, 'greet')).response.error.message).toBe('Unknown tool: greet');
});

test('policies are asked once whether a document exists, and once about its arguments', async () => {
  const { asked, policiesOf } = limits();
  const handler = (await deploy(tool({ input: INPUT }))).core({ policiesOf })(ADA);
  await call(handler, 'greet', { amount: 1 });
  asked.length = 0;
  await call(handler, 'greet', { amount: 1 });
  expect(asked.map((request) => request.arguments)).toEqual([undefined, { amount: 1 }]);
});

test('denied arguments of a visible prompt are an error of the request', async () => {
  const document = prompt({ arguments: [{ name: 'to', required: true }] });
  const handler = (await deploy(document)).core(limits())(ADA);
  const get = async (to: string) => (await ask(handler, 'prompts/get', { name: 'review', arguments: { to } })).response;
  expect((await get('bob')).error).toEqual({
    code: -32602,
    message: 'Prompt review is not permitted with these arguments',
  });
  expect((await get('ada')).result).toBeDefined();
});

test('a URI whose variables are denied does not exist', async () => {
  const document = resource({ uri: undefined, uriTemplate: 'by://{to}', name: 'by', text: 'By.' });
  const { asked, policiesOf } = limits();
  const handler = (await deploy(document)).core({ policiesOf })(ADA);
  const read = async (uri: string) => (await ask(handler, 'resources/read', { uri })).response;
  expect((await read('by://bob')).error).toMatchObject({ code: -32602, message: 'Resource not found: by://bob' });
  expect((await read('by://ada')).result.contents).toMatchObject([{ text: 'By.' }]);
  expect(new Set(asked.map(({ action }) => action))).toEqual(new Set(['resource:by://{to}']));
});

test('policies that cannot be read: 503, for what exists and what does not', async () => {
  const policiesOf = () => Promise.reject(new AuthUnavailable('away'));
  const handler = (await deploy(tool())).core({ policiesOf })(ADA);
  const replies = [await call(handler, 'greet'), await call(handler, 'absent')];
  expect(replies.map(({ status, headers }) => [status, headers['retry-after']])).toEqual([
    [503, '5'],
    [503, '5'],
  ]);
  expect(replies[0]?.text).toBe(replies[1]?.text);
});
