import type { PreparedTarget } from '../../../../lambda/targets/types.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';
import { ask, askOld } from '../requirements/support/agent.ts';
import { deploy } from '../requirements/support/deployment.ts';
import { prompt } from '../requirements/support/documents.ts';

const TARGET = { type: 'static', text: 'unused' };

/** Gets the prompt of a document in both eras, which answer alike. */
async function get(document: Parameters<typeof prompt>[0], args: Record<string, string> = {}, run?: PreparedTarget) {
  const deployment = await deploy(prompt(document));
  const handler = deployment.instance(run && { runs: { review: run } });
  const params = { name: 'review', arguments: args };
  const { response } = await ask(handler, 'prompts/get', params);
  const { response: old } = await askOld(handler, 'prompts/get', params);
  if (response.error !== undefined) {
    expect(old.error).toEqual(response.error);
    return response;
  }
  const { resultType, _meta, ...result } = response.result;
  expect(resultType).toBe('complete');
  expect(old.result).toEqual(result);
  return { result };
}

describe('messages that are written out', () => {
  test('are given as they are, with the description', async () => {
    const messages = [
      { role: 'user', content: { type: 'text', text: 'Look.' } },
      { role: 'assistant', content: { type: 'image', data: 'aGk=', mimeType: 'image/png' } },
    ] as const;
    expect((await get({ messages, description: 'Looks.' })).result).toEqual({ messages, description: 'Looks.' });
  });

  test('are not measured against the bounds of what targets give', async () => {
    const messages = [{ role: 'user', content: { type: 'text', text: 'x'.repeat(290_000) } }] as const;
    expect((await get({ messages })).result.messages[0].content.text).toHaveLength(290_000);
  });

  test('may hold expressions over the arguments, however deep', async () => {
    const resource = { uri: '{% $args.uri %}', mimeType: 'text/plain', text: "{% 'of ' & $uppercase($args.who) %}" };
    const messages = [{ role: 'assistant', content: { type: 'resource', resource } }] as const;
    const args = [{ name: 'uri' }, { name: 'who' }];
    expect((await get({ messages, arguments: args }, { uri: 'note://1', who: 'ada' })).result).toEqual({
      messages: [
        {
          role: 'assistant',
          content: { type: 'resource', resource: { uri: 'note://1', mimeType: 'text/plain', text: 'of ADA' } },
        },
      ],
    });
  });

  test('take what a caller says as a value, never as an expression', async () => {
    const messages = [{ role: 'user', content: { type: 'text', text: '{% $args.code %}' } }] as const;
    const code = '{% $string(1+1) %}","injected":"yes';
    const { result } = await get({ messages, arguments: [{ name: 'code' }] }, { code });
    expect(result.messages[0].content).toEqual({ type: 'text', text: code });
  });

  test.each([
    ['{% $args.code %}', 'the content of message 1 needs text, a string'],
    ['{% 1 %}', 'the content of message 1 needs text, a string'],
    ["{% $error('no') %}", "The tool's expression `messages.0.content.text` failed: no."],
  ])('fail in words where %s gives no text', async (text, words) => {
    const messages = [{ role: 'user', content: { type: 'text', text } }] as const;
    const { error } = await get({ messages, arguments: [{ name: 'code' }] });
    expect(error).toMatchObject({ code: -32603, message: expect.stringContaining(words) });
  });
});

describe('messages that a target makes', () => {
  test('of a JSON value are those in it, and its description comes before that of the document', async () => {
    const messages = [{ role: 'assistant', content: { type: 'text', text: 'Yes?' } }];
    const target = { type: 'static', json: { messages, description: 'From the target.' } };
    expect((await get({ target, description: 'From the document.' })).result).toEqual({
      messages,
      description: 'From the target.',
    });
  });

  test('of anything else are said by the user', async () => {
    const target = { type: 'static', text: 'Review it.' };
    expect((await get({ target, description: 'Reviews.' })).result).toEqual({
      description: 'Reviews.',
      messages: [{ role: 'user', content: { type: 'text', text: 'Review it.' } }],
    });
  });

  test('need a target that does not fail', async () => {
    const { error } = await get({ target: { type: 'static', isError: true, text: 'The wiki is away.' } });
    expect(error).toMatchObject({ code: -32603, message: 'The wiki is away.' });
    const silent = await get({ target: { type: 'static', isError: true, content: [] } });
    expect(silent.error.message).toBe('The prompt review failed without an error message.');
  });

  test('need a target that does not throw', async () => {
    const { error } = await get({ target: TARGET }, {}, async () => {
      throw new ToolError('The wiki has no such page.', { notFound: true });
    });
    expect(error).toMatchObject({ code: -32603, message: 'The wiki has no such page.' });
  });

  test('may come in parts', async () => {
    async function* run() {
      yield { type: 'result', result: { content: [{ type: 'text', text: 'At last.' }] } } as const;
    }
    expect((await get({ target: TARGET }, {}, run)).result.messages).toEqual([
      { role: 'user', content: { type: 'text', text: 'At last.' } },
    ]);
  });

  test('are bounded', async () => {
    const target = { type: 'static', text: 'x'.repeat(2_000) };
    const { error } = await get({ target, limits: { resultBytes: 1_000 } });
    expect(error.code).toBe(-32603);
    expect(error.message).toMatch(/^The result of prompt review has 20\d\d bytes; its limit is 1000\./);
  });

  test('are never partial results', async () => {
    const asked: boolean[] = [];
    const run: PreparedTarget = (_args, { partials }) => {
      asked.push(partials);
      return { content: [{ type: 'text', text: 'whole' }] };
    };
    const handler = (await deploy(prompt({ target: TARGET }))).instance({ runs: { review: run } });
    await ask(handler, 'prompts/get', { name: 'review' }, { headers: { accept: 'application/json-lines' } });
    expect(asked).toEqual([false]);
  });
});

describe('arguments', () => {
  const document = {
    arguments: [{ name: 'code', required: true }, { name: 'language', required: true }, { name: 'style' }],
  };

  test('that are missing are named, all of them', async () => {
    expect((await get(document)).error).toMatchObject({
      code: -32602,
      message: 'Missing required arguments of prompt review: code, language',
    });
  });

  test('that are no strings are named, all of them', async () => {
    const { error } = await get(document, JSON.parse('{"code":1,"language":null,"other":2}'));
    expect(error).toMatchObject({
      code: -32602,
      message: 'Arguments of prompt review must be strings: code, language',
    });
  });

  test('are an object', async () => {
    const handler = (await deploy(prompt(document))).instance();
    for (const args of [[], 'code', 7]) {
      const { response } = await ask(handler, 'prompts/get', { name: 'review', arguments: args });
      expect(response.error).toMatchObject({ code: -32602, message: 'params.arguments must be an object' });
    }
  });
});
