import type { JsonObject } from '../../../../lambda/json.ts';
import { createTestState } from '../../../support/state.ts';
import { accept, asking, elicitation, said, wants } from '../support/questions.ts';
import {
  type Answer,
  createTestServer,
  META,
  modern,
  modernHeaders,
  NOW,
  type TestOptions,
  tool,
} from '../support/server.ts';

const CAN = { elicitation: {} };

/** A server with one tool, and a caller that can be asked. */
function askedServer(options: TestOptions) {
  const server = createTestServer([tool()], options);
  return (params: JsonObject = {}, capabilities: JsonObject = CAN): Promise<Answer> => {
    const _meta = { ...META, 'io.modelcontextprotocol/clientCapabilities': capabilities };
    const body = modern('tools/call', { name: 'greet', _meta, ...params });
    return server.post(body, modernHeaders('tools/call', { 'mcp-name': 'greet' }));
  };
}

function retry({ body }: Answer, inputResponses: JsonObject, more: JsonObject = {}): JsonObject {
  return { inputResponses, requestState: body.result.requestState, ...more };
}

const text = ({ body }: Answer): string => body.result.content[0].text;

describe('a tool that asks', () => {
  it('answers input_required with its questions and a state, and completes when the caller comes back', async () => {
    const call = askedServer({ run: asking(wants('name')) });
    const first = await call();
    expect(first.body.result).toMatchObject({
      resultType: 'input_required',
      inputRequests: { name: { method: 'elicitation/create' } },
      requestState: expect.any(String),
    });
    expect(first.body.result._meta).toBeDefined();
    const second = await call(retry(first, { name: accept({ name: 'Ada' }) }));
    expect(second.body.result.resultType).toBe('complete');
    expect(JSON.parse(text(second))).toEqual({ name: accept({ name: 'Ada' }) });
  });

  it('takes no answer with a number that a double would round: the agent reads which one', async () => {
    const heard: unknown[] = [];
    const run = asking((given) => {
      heard.push(given.responses);
      return wants('n')(given);
    });
    const server = createTestServer([tool()], { run });
    const _meta = { ...META, 'io.modelcontextprotocol/clientCapabilities': CAN };
    const call = (params: JsonObject) => {
      const body = JSON.stringify(modern('tools/call', { name: 'greet', _meta, ...params }));
      return server.post(body.replace('"N"', '9007199254740993'), modernHeaders('tools/call', { 'mcp-name': 'greet' }));
    };

    const second = await call(retry(await call({}), { n: accept({ n: 'N' }) }));

    expect(second.body.result.isError).toBe(true);
    expect(text(second)).toContain('n/content/n: 9007199254740993 cannot be represented exactly');
    expect(heard).toEqual([{}]);
  });

  it('carries the answers of earlier rounds, and changes the state with each', async () => {
    const run = asking((given) =>
      given.responses.one === undefined ? wants('one')(given) : wants('one', 'two')(given),
    );
    const call = askedServer({ run });
    const first = await call();
    const second = await call(retry(first, { one: accept({ one: '1' }) }));
    expect(Object.keys(second.body.result.inputRequests)).toEqual(['two']);
    expect(second.body.result.requestState).not.toBe(first.body.result.requestState);
    const third = await call(retry(second, { two: accept({ two: '2' }) }));
    expect(JSON.parse(text(third))).toEqual({ one: accept({ one: '1' }), two: accept({ two: '2' }) });
  });

  it('keeps the answer to a question of any key', async () => {
    const call = askedServer({ run: asking(wants('__proto__', 'constructor')) });
    const answers = JSON.parse('{"__proto__":{"action":"accept"},"constructor":{"action":"decline"}}');
    expect(text(await call(retry(await call(), answers)))).toBe(JSON.stringify(answers));
  });

  it('gives the target the state that it left', async () => {
    const run = asking(({ state }) =>
      state === undefined
        ? ({ type: 'input_required', inputRequests: { a: elicitation('a') }, state: { seen: 1 } } as never)
        : said(state),
    );
    const call = askedServer({ run });
    expect(text(await call(retry(await call(), { a: accept() })))).toBe('{"seen":1}');
  });

  it('asks again for answers that are missing, and ignores those that it did not ask for', async () => {
    const call = askedServer({ run: asking(wants('a', 'b')) });
    const second = await call(retry(await call(), { a: accept(), stranger: accept() }));
    expect(Object.keys(second.body.result.inputRequests)).toEqual(['b']);
    const third = await call(retry(second, { a: { action: 'decline' }, b: accept() }));
    expect(JSON.parse(text(third))).toEqual({ a: accept(), b: accept() });
  });

  it('takes answers of its own that come before they are asked for', async () => {
    const call = askedServer({ run: asking(wants('name')) });
    const first = await call({ inputResponses: { name: accept({ name: 'Ada' }), stranger: accept() } });
    expect(JSON.parse(text(first))).toMatchObject({ name: accept({ name: 'Ada' }) });
  });

  it.each([
    ['elicitation', { name: elicitation('name') }, {}, { elicitation: {} }],
    ['form mode', { name: elicitation('name') }, { elicitation: { url: {} } }, { elicitation: { form: {} } }],
    [
      'url mode',
      { pay: { method: 'elicitation/create', params: { mode: 'url', url: 'https://x.example', elicitationId: '1' } } },
      { elicitation: {} },
      { elicitation: { url: {} } },
    ],
    ['sampling', { s: { method: 'sampling/createMessage', params: {} } }, { elicitation: {} }, { sampling: {} }],
    ['roots', { r: { method: 'roots/list', params: {} } }, {}, { roots: {} }],
  ])('does not ask a client that did not declare %s', async (_what, inputRequests, declared, requiredCapabilities) => {
    const call = askedServer({ run: asking(() => ({ type: 'input_required', inputRequests }) as never) });
    const { status, body } = await call({}, declared as JsonObject);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: -32021, data: { requiredCapabilities } });
  });
});

describe('a request state', () => {
  const run = asking(wants('name'));
  const answers = { name: accept({ name: 'Ada' }) };
  const refused = { code: -32602, data: { reason: 'invalid_request_state' } };

  it('is refused when any of it was changed', async () => {
    const call = askedServer({ run });
    const first = await call();
    const state: string = first.body.result.requestState;
    for (const at of [0, Math.floor(state.length / 2), state.length - 2]) {
      const changed = state.slice(0, at) + (state[at] === 'A' ? 'B' : 'A') + state.slice(at + 1);
      const { status, body } = await call({ inputResponses: answers, requestState: changed });
      expect({ status, error: body.error }).toMatchObject({ status: 200, error: refused });
    }
  });

  it('is refused for another caller, other arguments and another tool', async () => {
    const state = createTestState({ now: () => NOW });
    const mine = askedServer({ run, state, caller: 'me' });
    const first = await mine();
    const theirs = await askedServer({ run, state, caller: 'someone else' })(retry(first, answers));
    expect(theirs.body.error).toMatchObject(refused);
    const other = await mine(retry(first, answers, { arguments: { more: 1 } }));
    expect(other.body.error).toMatchObject(refused);
    expect(text(await mine(retry(first, answers)))).toContain('Ada');
  });

  it('is good at another instance, and for the same arguments in another order', async () => {
    const state = createTestState({ now: () => NOW });
    const first = await askedServer({ run, state })({ arguments: { a: 1, b: { c: 2, d: 3 } } });
    const second = await askedServer({ run, state })(retry(first, answers, { arguments: { b: { d: 3, c: 2 }, a: 1 } }));
    expect(text(second)).toContain('Ada');
  });

  it('does not grow without bound: the tool fails where the answers are too large', async () => {
    const call = askedServer({ run: asking(wants('name', 'more')) });
    const { body } = await call(retry(await call(), { name: accept({ name: 'x'.repeat(70_000) }) }));
    expect(body.result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('too large') }] });
  });

  it('expires', async () => {
    let time = NOW;
    const call = askedServer({ run, now: () => time });
    const first = await call();
    time += 600_001;
    expect((await call(retry(first, answers))).body.error).toMatchObject(refused);
  });

  it.each([
    ['a state that is no text', { requestState: 1 }],
    ['answers that are no object', { inputResponses: [] }],
  ])('is refused with %s', async (_what, params) => {
    expect((await askedServer({ run })(params)).body.error.code).toBe(-32602);
  });
});
