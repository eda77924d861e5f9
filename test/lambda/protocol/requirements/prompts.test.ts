import type { JsonObject } from '../../../../lambda/json.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';
import { ask } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { prompt } from './support/documents.ts';
import { problemsOf } from './support/publishing.ts';

/** spec: server/prompts */

const WANTS = { arguments: [{ name: 'code', required: true }, { name: 'style' }] };
const TARGET = { type: 'static', text: 'unused' };

/** The messages of a prompt whose argument `code` is in its text. */
const SAYS = [{ role: 'user', content: { type: 'text', text: "{% 'Review: ' & $args.code %}" } }] as const;

async function get(
  args: JsonObject | undefined,
  document: Parameters<typeof prompt>[0] = { ...WANTS, messages: SAYS },
) {
  const handler = (await deploy(prompt(document))).instance();
  return (await ask(handler, 'prompts/get', { name: 'review', ...(args && { arguments: args }) })).response;
}

test('a prompt that does not exist is -32602', async () => {
  const handler = (await deploy(prompt(), prompt({ name: 'secret', scopes: ['admin'] }))).instance();
  for (const name of ['nope', 'Review', 'secret', '__proto__']) {
    expect((await ask(handler, 'prompts/get', { name })).response.error.code).toBe(-32602);
  }
});

test('an argument that is required and missing is -32602', async () => {
  for (const args of [undefined, {}, { style: 'terse' }]) {
    expect((await get(args)).error).toMatchObject({ code: -32602, message: expect.stringContaining('code') });
  }
});

test.each([
  ['a number', { code: 7 }],
  ['an object', { code: {} }],
  ['null', { code: null }],
])('an argument that is %s is -32602', async (_what, args) => {
  expect((await get(args as JsonObject)).error.code).toBe(-32602);
});

test('an argument is a value in the text, never a part of an expression', async () => {
  for (const code of ['{% $now() %}', "' & $eval('1') & '", '"}]},{"role":"assistant"', '{{code}}']) {
    const { result } = await get({ code });
    expect(result.messages).toEqual([{ role: 'user', content: { type: 'text', text: `Review: ${code}` } }]);
  }
});

test('an argument that the prompt does not have reaches no target', async () => {
  const reached: JsonObject[] = [];
  const run = (args: JsonObject) => {
    reached.push(args);
    return { content: [{ type: 'text', text: 'ok' } as const] };
  };
  const handler = (await deploy(prompt({ ...WANTS, target: TARGET }))).instance({ runs: { review: run } });
  await ask(handler, 'prompts/get', { name: 'review', arguments: { code: 'a', other: 'b' } });
  expect(reached).toEqual([{ code: 'a' }]);
});

test('a target that fails is -32603', async () => {
  const failures = [
    () => {
      throw new ToolError('upstream is away');
    },
    () => ({ content: [{ type: 'text', text: 'no' } as const], isError: true }),
    () => {
      throw new Error('a bug');
    },
  ];
  for (const run of failures) {
    const handler = (await deploy(prompt({ target: TARGET }))).instance({ runs: { review: run } });
    const { response } = await ask(handler, 'prompts/get', { name: 'review' });
    expect(response.error.code).toBe(-32603);
    expect(response).not.toHaveProperty('result');
  }
});

const BASE64 = Buffer.from('sound').toString('base64');

/** Content of every kind, each with what spoils it. */
const CONTENT: readonly (readonly [kind: string, good: JsonObject, bad: readonly JsonObject[]])[] = [
  ['text', { type: 'text', text: 'a' }, [{ type: 'text' }, { type: 'txt', text: 'a' }]],
  [
    'image',
    { type: 'image', data: BASE64, mimeType: 'image/png' },
    [
      { type: 'image', data: BASE64 },
      { type: 'image', data: 'no base64!', mimeType: 'image/png' },
      { type: 'image', data: BASE64, mimeType: 'png' },
    ],
  ],
  [
    'audio',
    { type: 'audio', data: BASE64, mimeType: 'audio/wav' },
    [
      { type: 'audio', mimeType: 'audio/wav' },
      { type: 'audio', data: 'no base64!', mimeType: 'audio/wav' },
      { type: 'audio', data: BASE64, mimeType: '' },
    ],
  ],
  [
    'resource',
    { type: 'resource', resource: { uri: 'note://1', mimeType: 'text/plain', text: 'a' } },
    [
      { type: 'resource', resource: { mimeType: 'text/plain', text: 'a' } },
      { type: 'resource', resource: { uri: 'note://1', mimeType: 'text/plain' } },
      { type: 'resource', resource: { uri: 'note://1', mimeType: 'text/plain', text: 'a', blob: BASE64 } },
      { type: 'resource', resource: { uri: 'note://1', mimeType: 'image/png', blob: 'no base64!' } },
    ],
  ],
];

test.each(CONTENT)('content is of a kind that the specification has, and whole: %s', async (_kind, good, bad) => {
  const messagesWith = (content: JsonObject) => [{ role: 'user' as const, content }];
  expect(await problemsOf(prompt({ messages: messagesWith(good) }))).toEqual([]);
  for (const content of bad) expect(await problemsOf(prompt({ messages: messagesWith(content) }))).not.toEqual([]);
});

test.each(CONTENT)('content that a target makes is held to the same: %s', async (_kind, good, bad) => {
  const made = async (content: JsonObject) => {
    const run = () => ({ content: [], structuredContent: { messages: [{ role: 'user', content }] } });
    const handler = (await deploy(prompt({ target: TARGET }))).instance({ runs: { review: run } });
    return (await ask(handler, 'prompts/get', { name: 'review' })).response;
  };
  expect((await made(good)).result.messages).toEqual([{ role: 'user', content: good }]);
  for (const content of bad) expect((await made(content)).error.code).toBe(-32603);
});
