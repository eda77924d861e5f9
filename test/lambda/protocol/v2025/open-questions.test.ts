import { jest } from '@jest/globals';
import type { JsonObject } from '../../../../lambda/json.ts';
import type { PreparedTarget } from '../../../../lambda/targets/types.ts';
import { createTestState } from '../../../support/state.ts';
import { accept, asking, said, wants } from '../support/questions.ts';
import { type Answer, createTestServer, legacy, type TestOptions, tool } from '../support/server.ts';

const HEADERS = { 'mcp-protocol-version': '2025-11-25' };
const CALL = legacy('tools/call', { name: 'greet' });

function initialize(capabilities: JsonObject): JsonObject {
  const clientInfo = { name: 'test', version: '1' };
  return legacy('initialize', { protocolVersion: '2025-11-25', capabilities, clientInfo });
}

/** Two instances over one state, and a client that initialized at the first. */
async function deployment(run: PreparedTarget, capabilities: JsonObject, options: TestOptions = {}) {
  const state = createTestState();
  const shared = { run, state, now: Date.now, ...options };
  const one = createTestServer([tool()], shared);
  const two = createTestServer([tool()], shared);
  const session = (await one.post(initialize(capabilities))).headers['mcp-session-id'];
  const headers = { ...HEADERS, ...(session !== undefined && { 'mcp-session-id': session }) };
  return { one, two, session, headers, state };
}

/** The messages of a stream, as they come. */
async function* messages({ frames }: Answer): AsyncGenerator<JsonObject> {
  for await (const frame of frames ?? []) {
    for (const [, data = ''] of frame.matchAll(/^data: (.*)$/gm)) yield JSON.parse(data);
  }
}

describe('a question for a client of an older revision', () => {
  it('goes out on the stream of the call, and its answer may come to another instance', async () => {
    const { one, two, headers } = await deployment(asking(wants('name')), { elicitation: {} });
    const stream = messages(await one.post(CALL, headers));
    const { value: question } = await stream.next();
    expect(question).toMatchObject({ jsonrpc: '2.0', method: 'elicitation/create', params: { message: 'Your name?' } });
    expect(question.params.mode).toBeUndefined();
    const answer = { jsonrpc: '2.0', id: question.id, result: accept({ name: 'Ada' }) };
    expect((await two.post(answer, headers)).status).toBe(202);
    const { value: response } = await stream.next();
    expect(response.id).toBe(1);
    expect(response.result.content[0].text).toContain('Ada');
    expect((await stream.next()).done).toBe(true);
  });

  it('has no answer with a number that a double would round: the agent reads which one', async () => {
    const heard: unknown[] = [];
    const run = asking((given) => {
      heard.push(given.responses);
      return wants('n')(given);
    });
    const { one, two, headers } = await deployment(run, { elicitation: {} });
    const stream = messages(await one.post(CALL, headers));
    const { value: question } = await stream.next();
    const answer = JSON.stringify({ jsonrpc: '2.0', id: question.id, result: accept({ n: 'N' }) });

    expect((await two.post(answer.replace('"N"', '9007199254740993'), headers)).status).toBe(202);

    const { value: response } = await stream.next();
    expect(response.result.isError).toBe(true);
    expect(response.result.content[0].text).toContain('n/content/n: 9007199254740993 cannot be represented exactly');
    expect(heard).toEqual([{}]);
  });

  it('is asked again and again, as often as the tool asks', async () => {
    const run = asking((given) => (given.responses.a === undefined ? wants('a')(given) : wants('a', 'b')(given)));
    const { one, headers } = await deployment(run, { elicitation: {} });
    const stream = messages(await one.post(CALL, headers));
    for (const key of ['a', 'b']) {
      const { value: question } = await stream.next();
      await one.post({ jsonrpc: '2.0', id: question.id, result: accept({ [key]: key }) }, headers);
    }
    const { value: response } = await stream.next();
    expect(JSON.parse(response.result.content[0].text)).toEqual({ a: accept({ a: 'a' }), b: accept({ b: 'b' }) });
  });

  it('asks several at once', async () => {
    const { one, headers } = await deployment(asking(wants('a', 'b')), { elicitation: {} });
    const stream = messages(await one.post(CALL, headers));
    const asked = [(await stream.next()).value, (await stream.next()).value];
    for (const { id } of asked.reverse()) await one.post({ jsonrpc: '2.0', id, result: accept() }, headers);
    const { value: response } = await stream.next();
    expect(Object.keys(JSON.parse(response.result.content[0].text)).sort()).toEqual(['a', 'b']);
  });

  it('takes a result beside an error that is null', async () => {
    const { one, headers } = await deployment(asking(wants('a')), { elicitation: {} });
    const stream = messages(await one.post(CALL, headers));
    const { value: question } = await stream.next();
    await one.post({ jsonrpc: '2.0', id: question.id, result: accept(), error: null }, headers);
    expect((await stream.next()).value.result.isError).toBeUndefined();
  });

  it('keeps the answer to a question of any key', async () => {
    const { one, headers } = await deployment(asking(wants('__proto__')), { elicitation: {} });
    const stream = messages(await one.post(CALL, headers));
    const { value: question } = await stream.next();
    await one.post({ jsonrpc: '2.0', id: question.id, result: { action: 'decline' } }, headers);
    expect((await stream.next()).value.result.content[0].text).toBe('{"__proto__":{"action":"decline"}}');
  });

  it('is still answered by an answer that was taken at the last moment', async () => {
    let time = Date.now();
    const { one, headers, state } = await deployment(asking(wants('a')), { elicitation: {} }, { now: () => time });
    const stream = messages(await one.post(CALL, headers));
    const { value: question } = await stream.next();
    const [item] = state.table.items.values();
    time = Number(item?.until) - 10;
    const response = stream.next();
    // The first look, which finds nothing.
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await one.post({ jsonrpc: '2.0', id: question.id, result: accept() }, headers)).status).toBe(202);
    expect((await response).value.result.content[0].text).toContain('accept');
  });

  it('is asked in the words of these revisions, in which a question that leads to a page has an id', async () => {
    const params = { mode: 'url', message: 'Pay?', url: 'https://example.com/pay' };
    const inputRequests = { pay: { method: 'elicitation/create', params } };
    const run = asking(({ responses }) =>
      responses.pay === undefined ? { type: 'input_required', inputRequests } : said(responses),
    );
    const { one, headers } = await deployment(run, { elicitation: { url: {} } });
    const stream = messages(await one.post(CALL, headers));
    const { value: question } = await stream.next();
    expect(question.params).toEqual({ ...params, elicitationId: expect.stringMatching(/^\S+$/) });
    await one.post({ jsonrpc: '2.0', id: question.id, result: { action: 'accept' } }, headers);
    expect((await stream.next()).value.result.content[0].text).toContain('accept');
  });

  it('waits on when the table cannot be read for a moment', async () => {
    const { one, headers, state } = await deployment(asking(wants('name')), { elicitation: {} });
    const stream = messages(await one.post(CALL, headers));
    const { value: question } = await stream.next();
    await one.post({ jsonrpc: '2.0', id: question.id, result: accept({ name: 'Ada' }) }, headers);
    const read = jest.spyOn(state.table, 'get').mockRejectedValueOnce(new Error('busy'));
    expect((await stream.next()).value.result.content[0].text).toContain('Ada');
    expect(read).toHaveBeenCalledTimes(2);
    expect(one.logged).toMatchObject([{ message: expect.stringContaining('failed'), fields: { failures: 1 } }]);
  });

  it('is one of 20 at most', async () => {
    const keys = Array.from({ length: 21 }, (_, n) => `k${n}`);
    const { one, headers, state } = await deployment(asking(wants(...keys)), { elicitation: {} });
    const { body } = await one.post(CALL, headers);
    expect(body.result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('at most 20') }] });
    expect(state.table.items.size).toBe(0);
  });

  it("becomes the tool's failure when the client answers with an error", async () => {
    const { one, headers } = await deployment(asking(wants('a')), { elicitation: {} });
    const stream = messages(await one.post(CALL, headers));
    const { value: question } = await stream.next();
    await one.post({ jsonrpc: '2.0', id: question.id, error: { code: -1, message: 'rejected' } }, headers);
    await stream.next(); // the question is taken back
    const { value: response } = await stream.next();
    expect(response.result).toMatchObject({ isError: true });
    expect(response.result.content[0].text).toContain('rejected');
  });

  it('is taken back when no answer comes in time', async () => {
    let time = Date.now();
    const { one, headers } = await deployment(asking(wants('a')), { elicitation: {} }, { now: () => (time += 10_000) });
    const stream = messages(await one.post(CALL, headers));
    const { value: question } = await stream.next();
    expect((await stream.next()).value).toMatchObject({
      method: 'notifications/cancelled',
      params: { requestId: question.id },
    });
    expect((await stream.next()).value.result).toMatchObject({ isError: true });
  });

  it('is answered once, by who was asked, and only while it is open', async () => {
    const { one, headers, state } = await deployment(asking(wants('a')), { elicitation: {} });
    const stream = messages(await one.post(CALL, headers));
    const { value: question } = await stream.next();
    const answer = { jsonrpc: '2.0', id: question.id, result: accept() };
    const stranger = createTestServer([tool()], { state, caller: 'someone else', now: Date.now });
    expect((await stranger.post(answer, headers)).status).toBe(400);
    expect((await one.post({ ...answer, id: 'q-000000000000000000000000' }, headers)).status).toBe(400);
    expect((await one.post({ ...answer, id: 7 }, headers)).status).toBe(400);
    expect((await one.post(answer, headers)).status).toBe(202);
    expect((await one.post(answer, headers)).status).toBe(400);
    await stream.next();
  });

  it.each([
    ['declared nothing', {}],
    ['declared something else', { sampling: {} }],
  ])('is not asked of a client that %s', async (_what, capabilities) => {
    const { one, headers } = await deployment(asking(wants('a')), capabilities);
    const { body } = await one.post(CALL, headers);
    expect(body.result).toMatchObject({ isError: true });
    expect(body.result.content[0].text).toMatch(/elicitation/);
  });

  it('runs the tool once, however often the answer is sent', async () => {
    let runs = 0;
    const state = createTestState();
    const run: PreparedTarget = () => {
      runs += 1;
      return { content: [] };
    };
    const server = createTestServer([tool({ confirm: 'Pay?' })], { run, state, now: Date.now });
    const session = (await server.post(initialize({ elicitation: {} }))).headers['mcp-session-id'] ?? '';
    const headers = { ...HEADERS, 'mcp-session-id': session };
    const stream = messages(await server.post(CALL, headers));
    const { value: question } = await stream.next();

    const yes = { jsonrpc: '2.0', id: question.id, result: accept() };
    const sent = await Promise.all(Array.from({ length: 52 }, () => server.post(yes, headers)));
    expect((await stream.next()).value.result.isError).toBeUndefined();
    await stream.next();

    expect(sent.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(sent.filter(({ status }) => status === 400)).toHaveLength(51);
    expect(runs).toBe(1);
  });

  it('is not asked of who shows no session, or a stranger’s', async () => {
    const { one, session, state } = await deployment(asking(wants('a')), { elicitation: {} });
    expect((await one.post(CALL, HEADERS)).body.result.isError).toBe(true);
    const options = { run: asking(wants('a')), state, caller: 'someone else', now: Date.now };
    const stranger = createTestServer([tool()], options);
    const { body } = await stranger.post(CALL, { ...HEADERS, 'mcp-session-id': session ?? '' });
    expect(body.result.isError).toBe(true);
  });

  it('cannot be asked on a path that does not stream', async () => {
    const { one, headers } = await deployment(asking(wants('a')), { elicitation: {} }, { streams: false });
    const { result } = (await one.post(CALL, headers)).body;
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('not in a batch') }] });
  });

  it('need not be asked by a tool that can do without: it is told where nothing can be asked', async () => {
    const run: PreparedTarget = async (_args, { clientCapabilities }) => ({
      content: [{ type: 'text', text: JSON.stringify({ clientCapabilities }) }],
    });
    const { one, headers, state } = await deployment(run, { elicitation: {} });
    const buffered = createTestServer([tool()], { run, state, streams: false });
    const told = async (server: typeof one, given: Record<string, string>) =>
      JSON.parse((await server.post(CALL, given)).body.result.content[0].text);
    expect(await told(one, headers)).toEqual({});
    expect(await told(one, HEADERS)).toEqual({ clientCapabilities: {} });
    expect(await told(buffered, headers)).toEqual({ clientCapabilities: {} });
  });
});

describe('a session', () => {
  it('is given to clients that can be asked something, and to no others', async () => {
    const { session } = await deployment(asking(wants('a')), { elicitation: {} });
    expect(session).toMatch(/^[\x21-\x7e]+$/);
    expect((await deployment(asking(wants('a')), { experimental: {} })).session).toBeUndefined();
  });

  it('is left out where there is no key to sign it, and the client is served all the same', async () => {
    const state = createTestState();
    const sign = async () => Promise.reject(new Error('the signing secret cannot be read'));
    const server = createTestServer([tool()], {
      state: { ...state, tokens: { ...state.tokens, sign } },
      now: Date.now,
    });
    const { status, headers, body } = await server.post(initialize({ elicitation: {} }));
    expect([status, headers['mcp-session-id'], body.result.protocolVersion]).toEqual([200, undefined, '2025-11-25']);
    expect(server.logged).toMatchObject([{ fields: { reason: 'Error: the signing secret cannot be read' } }]);
  });
});
