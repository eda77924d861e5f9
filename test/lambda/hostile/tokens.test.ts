import fc from 'fast-check';
import type { JsonObject } from '../../../lambda/json.ts';
import { PAGED, RAN, SERVER } from './support/catalog.ts';
import { type House, openHouse } from './support/deployment.ts';
import { judge } from './support/judge.ts';
import { type Call, headersOf, posted, rightCall, ways } from './support/requests.ts';
import { inventions, mutationsOf } from './support/tokens.ts';

/** Whatever a caller was not given, in exactly this spelling and for exactly this use, is refused. */

const RUNS = 600;
const clock = { ahead: 0 };
const now = () => Date.now() + clock.ahead;
const house = await openHouse({ now });
/** The same documents under keys of its own. */
const stranger = await openHouse();

// biome-ignore lint/suspicious/noExplicitAny: a test reads any member of an answer
async function ask(call: Call, { at = house, server = SERVER }: { at?: House; server?: string } = {}): Promise<any> {
  const sent = rightCall(call, 'api', true, server);
  return judge(sent, await at.send(sent))[0];
}

const LISTS = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'];
const cursorOf = async (method: string, at = house): Promise<string> =>
  (await ask({ method, params: {} }, { at, server: PAGED })).result.nextCursor;

describe('cursors', () => {
  const list = (method: string, cursor: string) => ask({ method, params: { cursor } }, { server: PAGED });

  test.each(LISTS)('of %s are good for it, and for nothing else', async (method) => {
    const cursor = await cursorOf(method);
    expect(await list(method, cursor)).toHaveProperty('result');
    for (const other of LISTS) {
      if (other !== method) expect(await list(other, cursor)).toMatchObject({ error: { code: -32602 } });
    }
    expect(await ask({ method, params: { cursor } }, { server: SERVER })).toMatchObject({ error: { code: -32602 } });
    expect(await list(method, await cursorOf(method, stranger))).toMatchObject({ error: { code: -32602 } });
  });

  test('that were changed or made up are refused', async () => {
    const cursors = fc.oneof(mutationsOf(await cursorOf('tools/list')), inventions);
    const property = fc.asyncProperty(fc.constantFrom(...LISTS), cursors, async (method, cursor) => {
      expect(await list(method, cursor)).toMatchObject({ error: { code: -32602 } });
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

describe('request states', () => {
  const YES = { 'spillway/confirm': { action: 'accept', content: {} } };
  const confirmed = (more: JsonObject, id = 'a'): Call => ({
    method: 'tools/call',
    params: { name: 'confirmed', arguments: { id }, ...more },
  });
  const stateOf = async (call = confirmed({}), at = house): Promise<string> =>
    (await ask(call, { at })).result.requestState;

  test('are good for the request that they were issued for, and for no other', async () => {
    const requestState = await stateOf();
    const answered = { inputResponses: YES, requestState };
    expect(JSON.stringify(await ask(confirmed(answered)))).toContain(RAN);
    const other: Call = { method: 'tools/call', params: { name: 'both', arguments: { size: 's' }, ...answered } };
    const task: Call = { method: 'tools/call', params: { name: 'job', arguments: { id: 'a' }, ...answered } };
    for (const call of [confirmed(answered, 'b'), other, task]) {
      expect(await ask(call)).toMatchObject({ error: { code: -32602 } });
    }
    expect(
      await ask(confirmed({ inputResponses: YES, requestState: await stateOf(confirmed({}), stranger) })),
    ).toMatchObject({
      error: { code: -32602 },
    });
  });

  test('end with their time', async () => {
    const requestState = await stateOf();
    clock.ahead = 3_600_000;
    const late = await ask(confirmed({ inputResponses: YES, requestState }));
    clock.ahead = 0;
    expect(late).toMatchObject({ error: { code: -32602 } });
  });

  test('that were changed or made up are refused, and nothing runs', async () => {
    const states = fc.oneof(mutationsOf(await stateOf()), inventions);
    const property = fc.asyncProperty(states, async (requestState) => {
      const answer = await ask(confirmed({ inputResponses: YES, requestState }));
      expect(answer).toMatchObject({ error: { code: -32602 } });
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

describe('tasks', () => {
  const METHODS = ['tasks/get', 'tasks/update', 'tasks/cancel'];
  const of = (method: string, taskId: string): Call => ({ method, params: { taskId, inputResponses: {} } });

  test('are known by their own ids, at their own server', async () => {
    const { result } = await ask({ method: 'tools/call', params: { name: 'background', arguments: { id: 'a' } } });
    const taskId: string = result.taskId;
    expect(await ask(of('tasks/get', taskId))).toMatchObject({ result: { taskId, status: 'working' } });
    expect(await ask(of('tasks/get', taskId), { server: PAGED })).toMatchObject({ error: { code: -32602 } });
    const ids = fc.oneof(mutationsOf(taskId), inventions).filter((id) => encodable(id));
    const property = fc.asyncProperty(fc.constantFrom(...METHODS), ids, async (method, id) => {
      const call = of(method, id);
      const headers = headersOf(call, true).map(([name, value]) =>
        name === 'mcp-name'
          ? ([name, `=?base64?${Buffer.from(value).toString('base64')}?=`] as const)
          : ([name, value] as const),
      );
      const sent = posted('api', headers, rightCall(call).body);
      expect(judge(sent, await house.send(sent))[0]).toMatchObject({ error: { code: -32602 } });
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

const encodable = (text: string) => text.isWellFormed();

describe('sessions of earlier revisions', () => {
  const ASKS = '"method":"elicitation/create"';
  const call: Call = { method: 'tools/call', params: { name: 'confirmed', arguments: { id: 'a' } } };

  test('that were changed or made up are as good as none, and nothing runs', async () => {
    const first: Call = {
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: { elicitation: {} } },
    };
    const session = (await house.send(rightCall(first, 'api', false))).headers['mcp-session-id'] ?? '';
    expect(await callIn(session)).toContain(ASKS);
    const property = fc.asyncProperty(fc.oneof(mutationsOf(session), inventions), async (id) => {
      if (id.trim() === session) return;
      const text = await callIn(id);
      expect(text).not.toContain(ASKS);
      expect(text).not.toContain(RAN);
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  async function callIn(session: string): Promise<string> {
    const right = rightCall(call, 'api', false);
    const sent = { ...right, headers: [...right.headers, ['mcp-session-id', session] as const] };
    const answer = await house.send(sent);
    judge(sent, answer);
    return answer.text;
  }

  test('answers to what nobody asked are refused', async () => {
    const property = fc.asyncProperty(
      ways,
      fc.oneof(inventions, fc.integer()),
      fc.jsonValue(),
      async (way, id, result) => {
        const body = JSON.stringify({ jsonrpc: '2.0', id, result });
        const sent = posted(way, headersOf(call, false), body);
        const answer = await house.send(sent);
        judge(sent, answer);
        expect(answer.status).toBe(400);
      },
    );
    await fc.assert(property, { numRuns: RUNS });
  });
});
