import type { ToolDocument } from '../../../../lambda/catalog/documents.ts';
import type { HttpHandler } from '../../../../lambda/edge/index.ts';
import { type JsonObject, rawJSON } from '../../../../lambda/json.ts';
import { TASKS_EXTENSION } from '../../../../lambda/mcp/meta.ts';
import { StateUnavailable } from '../../../../lambda/state/index.ts';
import type { Part, PreparedTarget } from '../../../../lambda/targets/index.ts';
import { parseMarkingRounded } from '../../../../lambda/text/index.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';
import { ask, type Reply } from '../requirements/support/agent.ts';
import { deploy } from '../requirements/support/deployment.ts';
import { tool } from '../requirements/support/documents.ts';
import { accept, elicitation } from '../support/questions.ts';

const YES = { 'spillway/confirm': accept() };
const ARGUMENTS = { amount: 5 };
const MINUTE_MS = 60_000;

/** A tool that asks before it pays, and how often it paid. */
async function prepare(run?: PreparedTarget, more: Partial<ToolDocument> = {}) {
  const paid: JsonObject[] = [];
  const pay: PreparedTarget = (args, given) => {
    paid.push(args);
    return run === undefined ? text(`paid ${paid.length} times`) : run(args, given);
  };
  const deployment = await deploy(tool({ name: 'pay', confirm: "{% 'Pay ' & $args.amount & '?' %}", ...more }));
  const options = { runs: { pay } };
  const call = (params: JsonObject = {}, asking: { id?: number; capabilities?: JsonObject } = {}) =>
    callPay(deployment.instance(options), params, asking);
  /** Calls, and returns the parameters of the same call with a yes. */
  const approved = async (answers: JsonObject = YES) => ({
    inputResponses: answers,
    requestState: stateOf(await call()),
  });
  return { deployment, paid, call, approved };
}

function callPay(
  handler: HttpHandler,
  params: JsonObject,
  { id = 1, capabilities = {} }: { id?: number; capabilities?: JsonObject },
): Promise<Reply> {
  const asked = { name: 'pay', arguments: ARGUMENTS, ...params };
  return ask(handler, 'tools/call', asked, { id, capabilities: { elicitation: {}, ...capabilities } });
}

function text(said: string) {
  return { content: [{ type: 'text' as const, text: said }] };
}

const stateOf = ({ response }: Reply): string => response.result.requestState;
const saidBy = ({ response }: Reply): string => response.result.content[0].text;

describe('an approval of a tool that is not safe to repeat', () => {
  test('runs the target once, however often it is sent at the same time', async () => {
    const { paid, call, approved } = await prepare();
    const params = await approved();

    const replies = await Promise.all(Array.from({ length: 52 }, (_, id) => call(params, { id })));

    expect(paid).toEqual([ARGUMENTS]);
    expect(replies.map(saidBy).filter((said) => said === 'paid 1 times')).not.toEqual([]);
    for (const { response } of replies) {
      const [{ text: said }] = response.result.content;
      if (response.result.isError) expect(said).toMatch(/may have been done.*Check whether it was done/);
      else expect(said).toBe('paid 1 times');
    }
  });

  test('gets the same result again, under the ID of the request, for ten minutes', async () => {
    const { deployment, paid, call, approved } = await prepare();
    const params = await approved();
    const first = await call(params, { id: 1 });
    deployment.clock.ms += 9 * MINUTE_MS;

    const second = await call(params, { id: 2 });

    expect(second.response).toEqual({ ...first.response, id: 2 });
    expect(paid).toHaveLength(1);
    for (const { expires } of deployment.state.table.items.values()) expect(expires).toBeDefined();
  });

  test.each<[string, unknown]>([
    ['copied', { rows: [{ id: rawJSON('9007199254740993') }] }],
    ['parsed', parseMarkingRounded('{"rows":[{"id":9007199254740993}]}')],
  ])('gets the result of a stream again, with integers beyond 2^53 as they are: %s', async (_, structuredContent) => {
    const { paid, call, approved } = await prepare(async function* () {
      yield { type: 'progress', progress: 1 } as const;
      yield [{ type: 'result', result: { ...text('streamed'), structuredContent } } as Part];
    });
    const params = await approved();
    await call(params);

    const again = await call(params);

    expect(again.text).toContain('9007199254740993');
    expect(saidBy(again)).toBe('streamed');
    expect(paid).toHaveLength(1);
  });

  test('gets the failure of the tool again', async () => {
    const { paid, call, approved } = await prepare(() => {
      throw new ToolError('The account is empty.');
    });
    const params = await approved();
    await call(params);

    const again = await call(params);

    expect(again.response.result).toMatchObject({ isError: true, content: [{ text: 'The account is empty.' }] });
    expect(paid).toHaveLength(1);
  });

  test('is reported as possibly done when the run ended in a bug', async () => {
    const { paid, call, approved } = await prepare(() => Promise.reject(new Error('crash')));
    const params = await approved();
    expect((await call(params)).response.error.code).toBe(-32603);

    expect(saidBy(await call(params))).toBe(
      'Tool pay was already called with these answers and may have been done, but its result is not available. Check ' +
        'whether it was done before you call it again.',
    );
    expect(paid).toHaveLength(1);
  });

  test('is reported as possibly done when the result exceeds the limit of the tool', async () => {
    const { paid, call, approved } = await prepare(() => text('x'.repeat(2_000)), { limits: { resultBytes: 1_000 } });
    const params = await approved();
    await call(params);

    expect(saidBy(await call(params))).toContain('may have been done');
    expect(paid).toHaveLength(1);
  });

  test('gets a result again that is as large as the limit of the tool', async () => {
    const result = text('x'.repeat(2_000));
    const limits = { resultBytes: JSON.stringify(result).length };
    const { paid, call, approved } = await prepare(() => result, { limits });
    const params = await approved();
    await call(params);

    expect((await call(params)).response.result).toMatchObject(result);
    expect(paid).toHaveLength(1);
  });

  test('does not run with other answers', async () => {
    const more = {
      ask: { to: 'To whom?' },
      input: { type: 'object', properties: { to: { type: 'string' } } },
    } as const;
    const { paid, call } = await prepare(undefined, more);
    const first = { inputResponses: { 'spillway/ask': accept({ to: 'Ada' }) }, requestState: stateOf(await call()) };
    const requestState = stateOf(await call(first));
    expect(saidBy(await call({ inputResponses: YES, requestState }))).toBe('paid 1 times');

    const other = await call({ inputResponses: { 'spillway/confirm': accept({ to: 'Eve' }) }, requestState });

    expect(saidBy(other)).toContain('was already called with other answers');
    expect(paid).toEqual([{ amount: 5, to: 'Ada' }]);
  });

  test('can follow a question that was closed', async () => {
    const { paid, call, approved } = await prepare();
    const { requestState } = await approved();
    const closed = { 'spillway/confirm': { action: 'cancel' } };
    expect((await call({ inputResponses: closed, requestState })).response.result.isError).toBe(true);

    expect(saidBy(await call({ inputResponses: YES, requestState }))).toBe('paid 1 times');
    expect(paid).toHaveLength(1);
  });

  test('creates one task', async () => {
    const { deployment, call, approved } = await prepare(undefined, { task: 'optional' });
    const params = await approved();
    const asking = { capabilities: { extensions: { [TASKS_EXTENSION]: {} } } };
    const first = await call(params, asking);

    const second = await call(params, asking);

    expect(first.response.result.taskId).toEqual(expect.any(String));
    expect(second.response).toEqual(first.response);
    expect(deployment.state.started).toHaveLength(1);
  });
});

describe('a target that asks during its work', () => {
  /** Asks for a code after the approval, and then pays. */
  const asking: PreparedTarget = async function* (_args, { inputResponses }) {
    if (inputResponses?.code === undefined) {
      yield { type: 'input_required', inputRequests: { code: elicitation('code') } } as unknown as Part;
    } else yield { type: 'result', result: text(`code ${JSON.stringify(inputResponses.code)}`) };
  };

  test('starts once for each round, and a repeated round asks the same question', async () => {
    const { paid, call, approved } = await prepare(asking);
    const one = await approved();
    const two = { inputResponses: { code: accept({ code: '1' }) }, requestState: stateOf(await call(one)) };
    const last = await call(two);
    expect(paid).toHaveLength(2);

    const asked = await call(one);
    const viaRepeated = await call({ ...two, requestState: stateOf(asked) });

    expect(Object.keys(asked.response.result.inputRequests)).toEqual(['code']);
    expect(viaRepeated.response).toEqual(last.response);
    expect(paid).toHaveLength(2);
  });

  test('does not start again by a state that was signed late', async () => {
    const { deployment, paid, call, approved } = await prepare(asking);
    const one = await approved();
    const inputResponses = { code: accept({ code: '1' }) };
    await call({ inputResponses, requestState: stateOf(await call(one)) });
    deployment.clock.ms += 9 * MINUTE_MS;
    const requestState = stateOf(await call(one));
    deployment.clock.ms += 9 * MINUTE_MS;
    const items = [...deployment.state.table.items.values()].filter(({ sk }) => sk === 'use');
    for (const { expires } of items) expect(Number(expires) * 1000).toBeGreaterThan(deployment.clock.ms);

    expect(saidBy(await call({ inputResponses, requestState }))).toContain('may have been done');
    expect(paid).toHaveLength(2);
  });
});

test.each([{ idempotentHint: true }, { readOnlyHint: true }])(
  'a tool with %j runs as often as it is called',
  async (annotations) => {
    const { deployment, paid, call, approved } = await prepare(undefined, { annotations });
    const params = await approved();

    await call(params);
    await call(params);

    expect(paid).toHaveLength(2);
    expect(deployment.state.table.items.size).toBe(0);
  },
);

test('a state that was signed while the tool was safe to repeat is refused', async () => {
  const { deployment, paid, call, approved } = await prepare(undefined, { annotations: { idempotentHint: true } });
  const params = await approved();
  await deployment.publish(tool({ name: 'pay', confirm: 'Pay?' }));

  expect((await call(params)).response.error.data).toEqual({ reason: 'invalid_request_state' });
  expect(paid).toEqual([]);
});

describe('the state table cannot be used', () => {
  const failure = new StateUnavailable('the state table cannot be used');

  test('the target does not run', async () => {
    const { deployment, paid, call, approved } = await prepare();
    const params = await approved();
    deployment.state.table.failure = failure;

    expect((await call(params)).status).toBe(503);
    expect(paid).toEqual([]);

    deployment.state.table.failure = undefined;
    expect(saidBy(await call(params))).toBe('paid 1 times');
  });

  test('a result that cannot be kept is returned, and the log says why', async () => {
    const { deployment, call, approved } = await prepare(() => {
      deployment.state.table.failure = failure;
      return text('paid');
    });

    expect(saidBy(await call(await approved()))).toBe('paid');
    expect(deployment.logged).toEqual([
      { message: 'keeping the result of an approved call failed', tool: 'pay', reason: String(failure) },
    ]);
  });
});
