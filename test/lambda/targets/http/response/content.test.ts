import type { JsonObject } from '../../../../../lambda/json.ts';
import { answering } from '../upstream.ts';
import { jsonAnswer, outcomeOf } from './support.ts';

const PNG = 'iVBORw0KGgo=';
const image = { type: 'image', data: '{% $response.body.data[0].b64_json %}', mimeType: 'image/png' };

describe('`content` makes blocks of a response:', () => {
  test('an image of Base64 in JSON', async () => {
    const { content, structured } = await outcomeOf(jsonAnswer({ data: [{ b64_json: PNG }] }), { content: [image] });

    expect(content).toEqual([{ type: 'image', data: PNG, mimeType: 'image/png' }]);
    expect(structured).toBeUndefined();
  });

  test.each([
    ['with line breaks', 'iVBO\nRw0K\nGgo=\n'],
    ['without padding', 'iVBORw0KGgo'],
    ['as a data URL', `data:image/png;base64,${PNG}`],
    ['in the alphabet for URLs', 'iVBORw0KGgo'],
  ])('Base64 %s', async (_, data) => {
    expect((await outcomeOf(jsonAnswer({ data: [{ b64_json: data }] }), { content: [image] })).content).toMatchObject([
      { data: PNG },
    ]);
  });

  test('texts, audio, resources and links, in order, with annotations', async () => {
    const body = { title: 'Report', n: 3, sound: 'AAAA', file: 'https://f.example/1', bytes: 12, text: 'abc' };
    const annotations = { audience: ['user'], priority: 1 };
    const content = [
      { type: 'text', text: '{% $response.body.title & " for " & $args.n %}', annotations },
      { type: 'text', text: '{% $response.body.n %}' },
      { type: 'audio', data: '{% $response.body.sound %}', mimeType: 'audio/wav' },
      { type: 'resource', resource: { uri: 'docs://a', mimeType: 'text/plain', text: '{% $response.body.text %}' } },
      { type: 'resource_link', uri: '{% $response.body.file %}', name: 'file', size: '{% $response.body.bytes %}' },
    ];

    expect((await outcomeOf(jsonAnswer(body), { content } as JsonObject)).content).toEqual([
      { type: 'text', text: 'Report for 2', annotations },
      { type: 'text', text: '3' },
      { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' },
      { type: 'resource', resource: { uri: 'docs://a', mimeType: 'text/plain', text: 'abc' } },
      { type: 'resource_link', uri: 'https://f.example/1', name: 'file', size: 12 },
    ]);
  });

  test('the bytes of a binary body, as another type', async () => {
    const target = { content: [{ type: 'image', data: '{% $response.body %}', mimeType: 'image/webp' }] };

    const { content } = await outcomeOf(answering(200, 'application/octet-stream', Buffer.from([0xff, 0, 1])), target);

    expect(content).toEqual([{ type: 'image', data: '/wAB', mimeType: 'image/webp' }]);
  });

  test('as many as one expression makes, or none', async () => {
    const content = "{% $response.body.({ 'type': 'text', 'text': name }) %}";

    const many = await outcomeOf(jsonAnswer([{ name: 'a' }, { name: 'b' }]), { content });
    const one = await outcomeOf(jsonAnswer([{ name: 'a' }]), { content });
    const none = await outcomeOf(jsonAnswer([]), { content });

    expect([many, one].map((outcome) => outcome.content.length)).toEqual([2, 1]);
    expect(none).toMatchObject({ isError: false, text: 'The result is empty: the expression found nothing.' });
  });

  test('beside the structured content of `result`', async () => {
    const target = { content: [image], result: { count: '{% $count($response.body.data) %}' } };

    const { content, structured } = await outcomeOf(jsonAnswer({ data: [{ b64_json: PNG }] }), target, {
      output: { type: 'object' },
    });

    expect(structured).toEqual({ count: 1 });
    expect(content).toEqual([{ type: 'image', data: PNG, mimeType: 'image/png' }]);
  });

  test.each<[string, unknown, JsonObject, string]>([
    ['data that is not found', {}, image, '`content.0` is not valid for this response: it needs data, in base64'],
    ['data that is not Base64', { data: [{ b64_json: '<p>' }] }, image, 'it needs data, in base64'],
    ['no object', {}, '{% [1] %}' as never, 'it is not an object'],
    ['another type', {}, "{% { 'type': 'video' } %}" as never, 'it needs type, one of text'],
    ['too much', { t: 'x'.repeat(9_990) }, { type: 'text', text: '{% $response.body.t %}' }, 'more than 10000 bytes'],
  ])('but not of %s', async (_, body, block, message) => {
    const content = typeof block === 'string' ? block : [block];

    const { text, isError } = await outcomeOf(jsonAnswer(body), { content });

    expect({ isError, text }).toEqual({ isError: true, text: expect.stringContaining(message) });
  });

  test('of a write that has no body, a sentence', async () => {
    const { text, isError } = await outcomeOf((_, response) => void response.writeHead(204).end(), {
      ...{ method: 'POST', body: {}, content: [image] },
    });

    expect(isError).toBe(false);
    expect(text).toContain('returned 204 without a body.');
  });
});

describe('`isError` marks an answer as an error that carries data', () => {
  const target = { isError: '{% $not($response.body.ok) %}' };
  const body = { ok: false, error: 'not_in_channel' };

  test('with its text, and its structured content where there is an `output`', async () => {
    const plain = await outcomeOf(jsonAnswer(body), target);
    const structured = await outcomeOf(jsonAnswer(body), target, { output: { type: 'object' } });

    expect(plain).toMatchObject({ isError: true, text: JSON.stringify(body), structured: undefined });
    expect(structured).toMatchObject({ isError: true, text: JSON.stringify(body), structured: body });
  });

  test('without structured content that its `output` does not allow: a client would refuse it', async () => {
    const output = { type: 'object', required: ['channel'] };

    expect(await outcomeOf(jsonAnswer(body), target, { output })).toMatchObject({
      isError: true,
      structured: undefined,
    });
  });

  test('and with `result` and `content`', async () => {
    const mapped = await outcomeOf(jsonAnswer(body), { ...target, result: '{% $response.body.error %}' });
    const blocks = await outcomeOf(jsonAnswer(body), { ...target, content: [{ type: 'text', text: 'no' }] });

    expect(mapped).toMatchObject({ isError: true, text: 'not_in_channel' });
    expect(blocks).toMatchObject({ isError: true, text: 'no' });
  });

  test.each([
    ['{% $response.body.errors %}', { errors: [] }, false],
    ['{% $response.body.errors %}', { errors: [{ a: 1 }] }, true],
    ['{% $response.body.errors %}', {}, false],
    ['{% $response.body.failed %}', { failed: 'no' }, true],
    ['{% $response.body.failed %}', { failed: 0 }, false],
    ['{% $response.body.failed %}', { failed: {} }, false],
  ])('%s over %j: %p', async (isError, given, expected) => {
    expect((await outcomeOf(jsonAnswer(given), { isError })).isError).toBe(expected);
  });

  test('and an expression that fails is an error itself', async () => {
    const { text, isError } = await outcomeOf(jsonAnswer({}), { isError: '{% $error("x") %}' });

    expect({ text, isError }).toEqual({ isError: true, text: expect.stringContaining('`isError` failed') });
  });
});
