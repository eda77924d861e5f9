import type { JsonObject } from '../../../../lambda/json.ts';
import type { Parts } from '../../../../lambda/targets/parts.ts';
import { askOld, call, type Reply } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { tool } from './support/documents.ts';

/** spec: basic/patterns/progress */

const RESULT = { type: 'result', result: { content: [{ type: 'text', text: 'done' }] } } as const;

/** Goes back and forth on its way, and would go on after its result. */
async function* works({ who = 'nobody' }: JsonObject): Parts {
  for (const progress of [1, 3, 2, 3, 3.5, 10]) {
    yield { type: 'progress', progress, total: 10, message: `${who}: ${progress} of 10` };
  }
  yield RESULT;
  yield { type: 'progress', progress: 11 };
}

async function server(run: (args: JsonObject) => Parts = works) {
  return (await deploy(tool())).instance({ runs: { greet: run } });
}

const progressOf = ({ messages }: Reply) =>
  messages.flatMap(({ method, params }) => (method === 'notifications/progress' ? [params] : []));

test.each(['p', '', '7', 7, 0, -1])('a token comes back as it was sent: %j', async (progressToken) => {
  const said = progressOf(await call(await server(), 'greet', {}, { meta: { progressToken } }));
  expect(said.length).toBeGreaterThan(0);
  for (const params of said) expect(params.progressToken).toBe(progressToken);
  const handler = await server();
  const old = await askOld(handler, 'tools/call', { name: 'greet', _meta: { progressToken } });
  expect(progressOf(old).map((params) => params.progressToken)).toEqual(said.map(() => progressToken));
});

test.each([
  ['a fraction', 1.5],
  ['an object', {}],
  ['null', null],
  ['a truth', true],
])('a token that is %s brings no progress', async (_what, progressToken) => {
  const reply = await call(await server(), 'greet', {}, { meta: { progressToken } });
  expect(progressOf(reply)).toEqual([]);
  expect(reply.response.result).toBeDefined();
});

test('without a token there is no progress', async () => {
  const handler = await server();
  await call(handler, 'greet', {}, { meta: { progressToken: 'of another request' } });
  expect(progressOf(await call(handler, 'greet'))).toEqual([]);
});

test('progress grows, and what does not grow is not sent', async () => {
  const said = progressOf(await call(await server(), 'greet', {}, { meta: { progressToken: 1 } }));
  expect(said.map(({ progress }) => progress)).toEqual([1, 3, 3.5, 10]);
});

test('reports beyond what a call may send are left out, but for the last, which comes before the result', async () => {
  async function* floods(): Parts {
    for (let progress = 1; progress <= 10_000; progress++) yield { type: 'progress', progress };
    yield RESULT;
  }
  const { messages, response } = await call(await server(floods), 'greet', {}, { meta: { progressToken: 1 } });
  expect(response.result.content[0].text).toBe('done');
  const said = messages.slice(0, -1).map(({ params }) => params?.progress);
  expect(said).toEqual([...Array.from({ length: 100 }, (_, index) => index + 1), 10_000]);
});

test('progress that is no number for JSON is not sent, and stops nothing', async () => {
  async function* divides(): Parts {
    for (const progress of [Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY, 2]) {
      yield { type: 'progress', progress, total: progress === 1 ? Number.POSITIVE_INFINITY : 2 };
    }
    yield RESULT;
  }
  const said = progressOf(await call(await server(divides), 'greet', {}, { meta: { progressToken: 1 } }));
  expect(said).toEqual([
    { progressToken: 1, progress: 1 },
    { progressToken: 1, progress: 2, total: 2 },
  ]);
});

test('a message says what was done', async () => {
  const said = progressOf(await call(await server(), 'greet', { who: 'Ada' }, { meta: { progressToken: 1 } }));
  for (const { progress, total, message } of said) {
    expect({ total, message }).toEqual({ total: 10, message: `Ada: ${progress} of 10` });
  }
});

test('nothing follows the response', async () => {
  const { messages, response } = await call(await server(), 'greet', {}, { meta: { progressToken: 1 } });
  expect(response.result.content[0].text).toBe('done');
  expect(messages.filter(({ params }) => params?.progress === 11)).toEqual([]);
});

test('requests at the same time each have their own token', async () => {
  const handler = await server();
  const people = ['Ada', 'Grace', 'Barbara'];
  const replies = await Promise.all(
    people.map((who) => call(handler, 'greet', { who }, { meta: { progressToken: `for ${who}` } })),
  );
  for (const [at, who] of people.entries()) {
    for (const { progressToken, message } of progressOf(replies[at] as Reply)) {
      expect(progressToken).toBe(`for ${who}`);
      expect(message).toContain(who);
    }
  }
});

test('notifications have no id', async () => {
  const { messages } = await call(await server(), 'greet', {}, { meta: { progressToken: 1 } });
  for (const message of messages.slice(0, -1)) expect(message).not.toHaveProperty('id');
});
