import type { CatalogDocument } from '../../../../lambda/catalog/index.ts';
import { ask, askOld } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { prompt, resource } from './support/documents.ts';

/** spec: server/utilities/completion */

const LANGUAGES = ['Go', 'Rust', 'Algol', 'Cobol', 'golang'];
const REF = { type: 'ref/prompt', name: 'review' };
const complete = (value: string, ref: object = REF, name = 'language') => ({
  ref: { ...ref },
  argument: { name, value },
});
const TEMPLATE = { uri: undefined, uriTemplate: 'note://by/{author}', name: 'notes' };

async function library(...more: readonly CatalogDocument[]) {
  return deploy(
    prompt({ arguments: [{ name: 'language', completion: LANGUAGES }, { name: 'free' }] }),
    resource({ ...TEMPLATE, text: 'Notes.', completions: { author: ['ada', 'grace'] } }),
    ...more,
  );
}

test('completion is offered, and answered', async () => {
  const handler = (await library()).instance();
  expect((await ask(handler, 'server/discover')).response.result.capabilities.completions).toEqual({});
  const old = await askOld(handler, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} });
  expect(old.response.result.capabilities.completions).toEqual({});
  for (const reply of [
    ask(handler, 'completion/complete', complete('ru')),
    askOld(handler, 'completion/complete', complete('ru')),
  ]) {
    expect((await reply).response.result.completion).toEqual({ values: ['Rust'], total: 1, hasMore: false });
  }
  const template = complete('a', { type: 'ref/resource', uri: TEMPLATE.uriTemplate }, 'author');
  expect((await ask(handler, 'completion/complete', template)).response.result.completion.values).toEqual([
    'ada',
    'grace',
  ]);
});

test('values that begin with what was typed come before those that hold it, whatever their case, at most 100 of them', async () => {
  const handler = (
    await library(prompt({ name: 'many', arguments: [{ name: 'n', completion: many(250) }] }))
  ).instance();
  const values = async (params: ReturnType<typeof complete>) =>
    (await ask(handler, 'completion/complete', params)).response.result.completion;
  expect((await values(complete('go'))).values).toEqual(['Go', 'golang', 'Algol']);
  expect((await values(complete(''))).values).toEqual(LANGUAGES);
  const first = await values(complete('', { type: 'ref/prompt', name: 'many' }, 'n'));
  expect(first.values).toHaveLength(100);
  expect(first).toMatchObject({ total: 250, hasMore: true });
});

const many = (count: number) => Array.from({ length: count }, (_, n) => `value ${n}`);

test.each([
  ['an unknown prompt', complete('', { type: 'ref/prompt', name: 'nope' })],
  ['an unknown template', complete('', { type: 'ref/resource', uri: 'note://nope/{x}' })],
  ['an unknown argument', complete('', REF, 'nope')],
  ['a reference of no kind', complete('', { type: 'ref/tool', name: 'review' })],
  ['no reference', { argument: { name: 'language', value: '' } }],
  ['no argument', { ref: REF }],
  ['an argument without a value', { ref: REF, argument: { name: 'language' } }],
  ['a value that is no text', { ref: REF, argument: { name: 'language', value: 7 } }],
  ['a context that is no object', { ...complete(''), context: [] }],
  ['other arguments that are no texts', { ...complete(''), context: { arguments: { free: 7 } } }],
])('%s is -32602', async (_what, params) => {
  const { response } = await ask(
    (await library()).instance(),
    'completion/complete',
    JSON.parse(JSON.stringify(params)),
  );
  expect(response.error.code).toBe(-32602);
});

test('an argument without completion has no values', async () => {
  const { response } = await ask((await library()).instance(), 'completion/complete', complete('x', REF, 'free'));
  expect(response.result.completion).toMatchObject({ values: [], hasMore: false });
});

test('a target that fails is -32603', async () => {
  const completion = { target: { type: 'static', isError: true, text: 'upstream is away' } };
  const handler = (await library(prompt({ name: 'fails', arguments: [{ name: 'n', completion }] }))).instance();
  const { response } = await ask(
    handler,
    'completion/complete',
    complete('', { type: 'ref/prompt', name: 'fails' }, 'n'),
  );
  expect(response.error.code).toBe(-32603);
});

test('who lacks the scope of a prompt or template learns nothing by completion', async () => {
  const scopes = ['admin'];
  const deployment = await library(
    prompt({ name: 'secret', scopes, arguments: [{ name: 'n', completion: ['hush'] }] }),
    resource({
      uri: undefined,
      uriTemplate: 'vault://{n}',
      name: 'vault',
      text: 'x',
      scopes,
      completions: { n: ['hush'] },
    }),
  );
  const asks = [
    complete('', { type: 'ref/prompt', name: 'secret' }, 'n'),
    complete('', { type: 'ref/resource', uri: 'vault://{n}' }, 'n'),
    complete('', { type: 'ref/resource', uri: 'vault://hush' }, 'n'),
  ];
  const without = deployment.instance();
  const holding = deployment.instance({ scopes: new Set(scopes) });
  for (const params of asks) {
    const refused = await ask(without, 'completion/complete', params);
    expect(refused.response.error).toEqual({ code: -32602, message: expect.stringContaining('Unknown') });
    expect(refused.text).not.toContain('"values"');
  }
  for (const params of asks.slice(0, 2)) {
    expect((await ask(holding, 'completion/complete', params)).response.result.completion.values).toEqual(['hush']);
  }
});
