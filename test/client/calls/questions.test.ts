import type { ServerResponse } from 'node:http';
import { type JsonObject, type Question, QuestionUnanswered } from '../../../client/index.ts';
import { isJsonObject } from '../../../lambda/mcp/index.ts';
import type { Arrived } from '../support/live-server.ts';
import { DONE, notification, resultOf, sendError, sendLines, sendResult } from '../support/replies.ts';
import { collect, failureOf, type Shop, startShop, until } from '../support/shop.ts';

const REASON = { method: 'elicitation/create', params: { mode: 'form', message: 'Why?', requestedSchema: {} } };
const CONFIRM = { method: 'elicitation/create', params: { mode: 'form', message: 'Cancel order 7?' } };
const LATE = { action: 'accept', content: { reason: 'late' } };
const YES = { action: 'accept', content: {} };

const asking = (inputRequests: JsonObject, requestState?: string): JsonObject => ({
  resultType: 'input_required',
  inputRequests,
  ...(requestState !== undefined && { requestState }),
});

/** Asks for the reason, then for a confirmation, then is done. */
function askTwice(response: ServerResponse, request: Arrived): void {
  const { requestState } = request.body.params ?? {};
  if (requestState === undefined) sendResult(response, request, asking({ reason: REASON }, 'first'));
  else if (requestState === 'first') sendResult(response, request, asking({ confirm: CONFIRM }, 'second'));
  else sendResult(response, request, DONE);
}

const answersOf = ({ body }: Arrived) => ({
  inputResponses: body.params?.inputResponses,
  requestState: body.params?.requestState,
});

let shop: Shop;
afterEach(() => shop.close());

describe('a question', () => {
  test('is answered, and the request repeated with the answer and the state of the round', async () => {
    const asked: Question[] = [];
    shop = await startShop(askTwice, {
      answer: (question) => {
        asked.push(question);
        return question.key === 'reason' ? LATE : Promise.resolve(YES);
      },
    });

    expect(await shop.client.call('shop', 'cancel', { order: '7' }).result()).toEqual(DONE);

    expect(asked).toEqual([
      { key: 'reason', ...REASON },
      { key: 'confirm', ...CONFIRM },
    ]);
    expect(shop.arrived.map(answersOf)).toEqual([
      { inputResponses: undefined, requestState: undefined },
      { inputResponses: { reason: LATE }, requestState: 'first' },
      { inputResponses: { confirm: YES }, requestState: 'second' },
    ]);
    for (const { body } of shop.arrived) {
      expect(body.params).toMatchObject({ name: 'cancel', arguments: { order: '7' } });
    }
    expect(new Set(shop.arrived.map(({ body }) => body.id)).size).toBe(3);
  });

  test('of several is answered one after the other, in their order', async () => {
    const order: string[] = [];
    shop = await startShop(
      (response, request) =>
        sendResult(
          response,
          request,
          request.body.params?.inputResponses === undefined ? asking({ b: REASON, a: CONFIRM, malformed: {} }) : DONE,
        ),
      {
        answer: async ({ key }) => {
          order.push(`${key} asked`);
          await new Promise((resolve) => setImmediate(resolve));
          order.push(`${key} answered`);
          return YES;
        },
      },
    );

    await shop.client.call('shop', 'cancel').result();

    expect(order).toEqual(['b asked', 'b answered', 'a asked', 'a answered']);
    expect(shop.arrived[1]?.body.params?.inputResponses).toEqual({ b: YES, a: YES });
  });

  test('is answered by the handler of the call before that of the client', async () => {
    shop = await startShop(askTwice, { answer: () => ({ action: 'decline' }) });

    await shop.client.call('shop', 'cancel', {}, { answer: () => YES }).result();

    expect(shop.arrived[1]?.body.params?.inputResponses).toEqual({ reason: YES });
  });

  test.each(['read', 'prompt'] as const)('of %s is answered, too', async (method) => {
    shop = await startShop(askTwice, { answer: () => YES });

    await shop.client[method]('shop', 'doc://1');

    expect(shop.arrived).toHaveLength(3);
  });

  test('without a handler rejects with an error that names it', async () => {
    shop = await startShop(askTwice);

    const failure = await failureOf(shop.client.call('shop', 'cancel').result());

    expect(failure).toBeInstanceOf(QuestionUnanswered);
    expect(failure).toMatchObject({ actor: 'caller', key: 'reason', method: 'elicitation/create' });
    expect(failure).toMatchObject({
      message: 'The server asks "Why?" (reason, elicitation/create). To answer it, pass a function "answer"',
      params: REASON.params,
    });
    expect(shop.arrived).toHaveLength(1);
  });

  test('is not declared as answerable without a handler', async () => {
    shop = await startShop((response, request) => sendResult(response, request, DONE));

    await shop.client.discover('shop');
    await shop.client.read('shop', 'doc://1', { answer: () => YES });

    const declared = shop.arrived.map(({ body: { params } }) => {
      const meta = params?._meta;
      return isJsonObject(meta) ? meta['io.modelcontextprotocol/clientCapabilities'] : undefined;
    });
    expect(declared).toEqual([{}, { elicitation: { form: {}, url: {} } }]);
  });

  test('that a server does not ask a client without a handler says what to do', async () => {
    const data = { requiredCapabilities: { elicitation: {} } };
    const error = { code: -32021, message: 'This request requires client capabilities: elicitation', data };
    shop = await startShop((response, request) => sendError(response, request, 400, error));

    expect(await failureOf(shop.client.call('shop', 'cancel').result())).toMatchObject({
      name: 'RequestRefused',
      code: -32021,
      data,
      message: `${error.message}. To answer questions, pass a function "answer"`,
    });
    expect(await failureOf(shop.client.call('shop', 'cancel', {}, { answer: () => YES }).result())).toMatchObject({
      message: error.message,
    });
  });

  test('whose handler throws ends the call with that error', async () => {
    const closed = new Error('the dialog was closed');
    shop = await startShop(askTwice, {
      answer: () => {
        throw closed;
      },
    });

    expect(await failureOf(shop.client.call('shop', 'cancel').result())).toBe(closed);
  });

  test('that is open when the call is aborted ends, and its handler sees it', async () => {
    const controller = new AbortController();
    let seen: AbortSignal | undefined;
    shop = await startShop(askTwice, {
      answer: (_, { signal }) => {
        seen = signal;
        return new Promise(() => undefined);
      },
    });
    const failed = failureOf(shop.client.call('shop', 'cancel', {}, { signal: controller.signal }).result());
    await until(() => seen !== undefined);

    controller.abort('enough');

    expect(await failed).toBe('enough');
    expect(seen?.aborted).toBe(true);
  });

  test('leaves the parts of all rounds in order', async () => {
    const log = (data: string) => notification('message', { level: 'info', data });
    shop = await startShop(
      (response, request) => {
        const isFirst = request.body.params?.inputResponses === undefined;
        const last = isFirst ? asking({ confirm: CONFIRM }) : DONE;
        sendLines(response, [log(isFirst ? 'first' : 'second'), resultOf(request, last)]);
      },
      { answer: () => YES },
    );

    const parts = await collect(shop.client.call('shop', 'cancel', {}, { logLevel: 'info' }));

    expect(parts).toEqual([
      { type: 'log', level: 'info', data: 'first' },
      { type: 'log', level: 'info', data: 'second' },
      { type: 'result', result: DONE },
    ]);
  });
});

test('a state without questions is sent back', async () => {
  shop = await startShop((response, request) =>
    sendResult(
      response,
      request,
      request.body.params?.requestState === 'more' ? DONE : { resultType: 'input_required', requestState: 'more' },
    ),
  );

  expect(await shop.client.call('shop', 'count').result()).toEqual(DONE);

  expect(answersOf(shop.arrived[1] ?? { path: '', headers: {}, body: {} })).toEqual({
    inputResponses: undefined,
    requestState: 'more',
  });
});

test('a server that asks without end is given up', async () => {
  shop = await startShop((response, request) => sendResult(response, request, asking({ confirm: CONFIRM })), {
    answer: () => YES,
  });

  expect(await failureOf(shop.client.call('shop', 'cancel').result())).toMatchObject({
    name: 'ServerFailed',
    message: 'The server asked 100 times and returned no result',
  });
  expect(shop.arrived).toHaveLength(100);
});

test('a key of any name is answered', async () => {
  const asked = JSON.parse('{"__proto__": {"method": "elicitation/create", "params": {}}}');
  shop = await startShop(
    (response, request) =>
      sendResult(response, request, request.body.params?.inputResponses === undefined ? asking(asked) : DONE),
    { answer: () => YES },
  );

  await shop.client.call('shop', 'cancel').result();

  expect(JSON.stringify(shop.arrived[1]?.body.params?.inputResponses)).toBe(
    '{"__proto__":{"action":"accept","content":{}}}',
  );
});

describe('a result that is none', () => {
  test.each([
    ['asks nothing and has no state', { resultType: 'input_required' }],
    ['asks in an unknown form only', { resultType: 'input_required', inputRequests: { why: 'Why?' } }],
    ['has an unknown type', { resultType: 'delayed' }],
  ])('because it %s ends the call, which is not repeated', async (_, result) => {
    shop = await startShop((response, request) => sendResult(response, request, result), { answer: () => YES });

    expect(await failureOf(shop.client.call('shop', 'cancel').result())).toMatchObject({
      name: 'NotAnMcpResponse',
      message: expect.stringContaining('may have been carried out'),
    });
    expect(shop.arrived).toHaveLength(1);
  });
});

test('a handler that returns nothing is reported, and the call not repeated', async () => {
  shop = await startShop((response, request) => sendResult(response, request, asking({ confirm: CONFIRM })));
  const forgetful: unknown = { answer: () => undefined };

  const failure = await failureOf(shop.client.call('shop', 'cancel', {}, forgetful as object).result());

  expect(failure).toMatchObject({
    name: 'TypeError',
    message: "answer returned no object for the question confirm; expected one such as { action: 'decline' }",
  });
  expect(shop.arrived).toHaveLength(1);
});
