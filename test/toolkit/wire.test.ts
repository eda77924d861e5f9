import type { Part } from '../../lambda/targets/parts.ts';
import {
  type CallDocument,
  defineTool,
  fail,
  log,
  partial,
  progress,
  type ResponseStream,
  result,
  type StreamingHandler,
  WIRE_VERSION,
} from '../../toolkit/index.ts';
import type { FakeFunction } from '../lambda/targets/lambda/lambda-api.ts';
import { type Stage, startStage } from '../lambda/targets/lambda/support.ts';
import { callContext } from '../lambda/targets/support.ts';

/** Runs a handler as Lambda would. */
function asFunction(handler: StreamingHandler): FakeFunction {
  return async ({ event, write }) => {
    let sent = Promise.resolve();
    const stream: ResponseStream = {
      write(chunk) {
        sent = sent.then(() => write(chunk));
        return true;
      },
      end() {},
      once() {},
    };
    await handler(event, stream, { getRemainingTimeInMillis: () => 10_000 });
    await sent;
  };
}

let stage: Stage;
let document: CallDocument | undefined;

const rank: StreamingHandler = defineTool<{ country: string }>(async function* ({ country }, context) {
  yield progress(1, 2);
  yield log('info', 'looking');
  yield partial(`${context.server}/${context.tool}`, { rows: 1 });
  if (country === 'Atlantis') fail('No such country: Atlantis.');
  const { action } = yield* context.elicit('sure', { message: 'Sure?' }, { country });
  return result(`${country}: ${action}`, { structuredContent: { action } });
});

beforeAll(async () => {
  stage = await startStage({
    rank: asFunction((event, ...rest) => {
      document = event as CallDocument;
      return rank(event, ...rest);
    }),
  });
});
afterAll(() => stage.api.close());

const before: readonly Part[] = [
  { type: 'progress', progress: 1, total: 2 },
  { type: 'log', level: 'info', data: 'looking' },
  { type: 'partial', content: [{ type: 'text', text: 'test/rank' }], rows: 1 },
];

test('what the target sends is what the toolkit reads, and the other way round', async () => {
  const tool = { name: 'rank' };
  const first = await stage.call({ function: 'rank' }, { args: { country: 'Peru' }, tool });
  expect(first.parts).toEqual([
    ...before,
    {
      type: 'input_required',
      inputRequests: { sure: { method: 'elicitation/create', params: { message: 'Sure?' } } },
      state: { country: 'Peru' },
    },
  ]);
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', baggage: 'user=alice' };
  const clientCapabilities = { elicitation: {} };
  const state = { country: 'Peru' };
  const context = callContext({ inputResponses: { sure: { action: 'accept' } }, state, clientCapabilities, trace });
  const second = await stage.call({ function: 'rank' }, { args: { country: 'Peru' }, tool, context });
  expect(second).toEqual({
    parts: before,
    result: { content: [{ type: 'text', text: 'Peru: accept' }], structuredContent: { action: 'accept' } },
  });
  expect(document).toEqual({
    spillway: WIRE_VERSION,
    arguments: { country: 'Peru' },
    inputResponses: { sure: { action: 'accept' } },
    state,
    clientCapabilities,
    trace,
    server: 'test',
    tool: 'rank',
    deadline: context.deadline,
    partials: true,
  } satisfies CallDocument);
});

test('words for the agent arrive as they were said', async () => {
  const failed = await stage.call({ function: 'rank' }, { args: { country: 'Atlantis' }, tool: { name: 'rank' } });
  expect(failed).toEqual({ parts: before, failure: 'No such country: Atlantis.' });
});
