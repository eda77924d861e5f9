import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliContext } from '../../../bin/cli/index.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { runCommand, scriptedServer, text } from '../support/commands.ts';

const BLOB = { uri: 'shop://logo.png', mimeType: 'image/png', blob: 'AAAA' };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spillway-commands-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Runs a command against a server with this result. */
async function run(words: readonly string[], result: JsonObject, more: Partial<CliContext> = {}) {
  const { sent, fetch } = scriptedServer(() => [{ result }]);
  const { code, out, err } = await runCommand([...words, '--endpoint', 'http://127.0.0.1:9'], {
    ...{ directory, fetch },
    ...more,
  });
  return { code, out, err, sent: sent.map(({ method, params: { _meta, ...params } }) => ({ method, params })) };
}

describe('read', () => {
  const CONTENTS = { contents: [{ uri: 'shop://a', text: 'One.' }, BLOB] };

  test('prints texts, and names what is binary', async () => {
    expect(await run(['read', 'shop', 'shop://a'], CONTENTS)).toEqual({
      ...{ code: 0, out: 'One.\n[resource shop://logo.png]', err: '' },
      sent: [{ method: 'resources/read', params: { uri: 'shop://a' } }],
    });
  });

  test('saves what has a name that is too long for a file', async () => {
    const long = { ...BLOB, uri: `shop://${'国'.repeat(300)}.png` };

    const { code } = await run(['read', 'shop', 'shop://a', '--output', 'files'], { contents: [long, long] });

    expect(code).toBe(0);
    const [first = '', second = ''] = await readdir(join(directory, 'files'));
    expect([first, second].sort()).toEqual([
      expect.stringMatching(/^国+-2\.png$/),
      expect.stringMatching(/^国+\.png$/),
    ]);
  });

  test('saves what is binary', async () => {
    const path = join('files', 'logo.png');

    const { out } = await run(['read', 'shop', 'shop://a', '--output', 'files'], CONTENTS);

    expect(out).toBe(`One.\n[resource shop://logo.png: ${path}]`);
    expect(await readdir(join(directory, 'files'))).toEqual(['logo.png']);
  });

  test('prints the whole result with --json, and saves, too', async () => {
    const { out, err } = await run(['read', 'shop', 'shop://a', '--json', '--output', 'files'], CONTENTS);

    expect(JSON.parse(out)).toEqual(CONTENTS);
    expect(err).toBe(`[resource shop://logo.png: ${join('files', 'logo.png')}]`);
  });

  test('reports what the server refuses', async () => {
    const { fetch } = scriptedServer(() => [{ error: { code: -32602, message: 'Resource not found' } }]);

    const { code, err } = await runCommand(['read', 'shop', 'x:y', '--endpoint', 'http://127.0.0.1:9'], { fetch });

    expect({ code, err }).toEqual({ code: 1, err: 'error: Resource not found (-32602, HTTP 200)' });
  });
});

describe('prompt', () => {
  const MESSAGES = {
    messages: [
      { role: 'user', content: text('Review order 7.') },
      { role: 'assistant', content: { type: 'image', mimeType: 'image/png', data: 'AAAA' } },
    ],
  };

  test('prints each message with its role, and sends texts', async () => {
    const words = ['prompt', 'shop/review', '--args', '{"order": 7, "urgent": true, "tone": "frank"}'];

    expect(await run(words, MESSAGES)).toEqual({
      ...{ code: 0, out: 'user: Review order 7.\nassistant: [image image/png; --json shows it]', err: '' },
      sent: [
        {
          method: 'prompts/get',
          params: { name: 'review', arguments: { order: '7', urgent: 'true', tone: 'frank' } },
        },
      ],
    });
  });

  test('prints the whole result with --json, and saves what is binary', async () => {
    const { out, err } = await run(['prompt', 'shop/review', '--json', '--output', 'files'], MESSAGES);

    expect(JSON.parse(out)).toEqual(MESSAGES);
    expect(err).toBe(`[image image/png: ${join('files', 'image-1.png')}]`);
  });

  test.each([
    [['shop/review', '--args', '{"order": {"id": 7}}'], '--args: expected a text for order; found {"id":7}'],
    [['shop/review', '--args', '{"order": null}'], '--args: expected a text for order; found null'],
    [['shop'], 'expected SERVER/NAME, found shop'],
  ])('%j is wrong usage', async (words, message) => {
    expect(await run(['prompt', ...words], MESSAGES)).toMatchObject({ code: 2, err: `error: ${message}`, sent: [] });
  });
});

describe('complete', () => {
  const VALUES = { completion: { values: ['friendly', 'frank'], total: 2, hasMore: false } };

  test('prints one value on each line', async () => {
    expect(await run(['complete', 'shop/review', 'tone', 'fr'], VALUES)).toEqual({
      ...{ code: 0, out: 'friendly\nfrank', err: '' },
      sent: [
        {
          method: 'completion/complete',
          params: {
            ref: { type: 'ref/prompt', name: 'review' },
            argument: { name: 'tone', value: 'fr' },
            context: { arguments: {} },
          },
        },
      ],
    });
  });

  test('completes a variable of a template, with what is known', async () => {
    const words = ['complete', 'shop/shop://{region}/{order}{?part}', 'order', '--args', '{"region": "eu"}'];

    const { sent } = await run(words, VALUES);

    expect(sent[0]?.params).toEqual({
      ref: { type: 'ref/resource', uri: 'shop://{region}/{order}{?part}' },
      argument: { name: 'order', value: '' },
      context: { arguments: { region: 'eu' } },
    });
  });

  test.each([
    [{ values: ['a'], total: 250 }, 'there are more values: type more of the text'],
    [{ values: ['a'], hasMore: true }, 'there are more values: type more of the text'],
    [{ values: [] }, ''],
  ])('says on standard error that there are more: %j', async (completion, err) => {
    const printed = await run(['complete', 'shop/review', 'tone'], { completion });

    expect(printed).toMatchObject({ code: 0, out: completion.values.join('\n'), err });
  });

  test('prints the result with --json', async () => {
    const { out } = await run(['complete', 'shop/review', 'tone', '--json'], VALUES);

    expect(JSON.parse(out)).toEqual(VALUES);
  });
});

test.each<[string, readonly string[], JsonObject]>([
  ['read', ['read', 'shop', 'shop://a'], { contents: [{ text: 'One.' }, BLOB], ttlMs: 0, other: 1 }],
  ['prompt', ['prompt', 'shop/review'], { messages: [{ role: 'critic', content: text('Good.') }], other: 1 }],
  ['complete', ['complete', 'shop/review', 'tone'], { completion: { values: ['dry', 7], other: 1 }, _meta: { a: 1 } }],
])('%s --json prints what the server sent, malformed parts included', async (_, words, result) => {
  const { out } = await run([...words, '--json'], result);

  expect(JSON.parse(out)).toEqual(result);
});
