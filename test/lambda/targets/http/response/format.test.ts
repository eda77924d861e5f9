import { answering } from '../upstream.ts';
import { outcomeOf } from './support.ts';

const ITEMS = '{"items":[{"n":1},{"n":2}]}';
const sum = { result: '{% $sum($response.body.items.n) %}' };

describe('a body is JSON', () => {
  test.each([
    'application/json',
    'application/x-amz-json-1.0',
    'application/x-amz-json-1.1; charset=utf-8',
    'text/json',
    'text/x-json',
    'application/vnd.api+json',
    'model/gltf+json',
  ])('by its content type %s', async (type) => {
    const { text, structured } = await outcomeOf(answering(200, type, ITEMS), {}, { output: { type: 'object' } });

    expect(text).toBe(ITEMS);
    expect(structured).toEqual(JSON.parse(ITEMS));
  });

  test.each(['text/plain', 'binary/octet-stream', 'text/html', 'text/javascript', ''])(
    'where the document looks into it, whatever content type "%s" is',
    async (type) => {
      const answer = (_: unknown, response: import('node:http').ServerResponse) =>
        void response.writeHead(200, type === '' ? {} : { 'content-type': type }).end(ITEMS);

      expect((await outcomeOf(answer, sum)).text).toBe('3');
    },
  );

  test.each(['text/plain', 'binary/octet-stream', 'image/png'])('by `answer`, also as %s', async (type) => {
    const { text, structured } = await outcomeOf(
      answering(200, type, '{ "a": 1 }'),
      { answer: 'json' },
      { output: { type: 'object' } },
    );

    expect({ text, structured }).toEqual({ text: '{"a":1}', structured: { a: 1 } });
  });

  test.each([")]}'\n", ")]}',\n", ')]}\n', 'while(1);', 'for (;;);', 'throw 1; '])(
    'behind the guard %j',
    async (guard) => {
      const answer = answering(200, 'application/json; charset=UTF-8', `${guard}[{"id":1234567890123456789}]`);

      expect((await outcomeOf(answer)).text).toBe('[{"id":1234567890123456789}]');
      expect((await outcomeOf(answer, { result: '{% $string($response.body[0].id) %}' })).text).toMatch(
        /^123456789012345/,
      );
    },
  );

  test('that is empty where it holds only white space', async () => {
    expect((await outcomeOf(answering(200, 'application/json', ' \n'))).text).toContain('returned 200 without a body.');
  });

  test.each([
    ['answer: json', { answer: 'json' }, 'text/plain', "is not valid JSON, which the tool's `answer` says it is"],
    ['a label', {}, 'text/json', 'with a JSON content type, but its body is not valid JSON'],
  ])('%s over other text is an error that quotes it', async (_, target, type, message) => {
    const { text, isError } = await outcomeOf(answering(200, type, '<p>down\u202E</p>'), target);

    expect(isError).toBe(true);
    expect(text).toContain(message);
    expect(text).toMatch(/It begins: <p>down <\/p>$/);
  });
});

describe('a body is, by `answer`,', () => {
  test('text, even if it is labelled as JSON or not labelled as text', async () => {
    const target = { answer: 'text', result: '{% $length($response.body) %}' };

    expect((await outcomeOf(answering(200, 'application/json', '{ "a": 1 }'), { answer: 'text' })).text).toBe(
      '{ "a": 1 }',
    );
    expect((await outcomeOf(answering(200, 'application/pdf', 'abc'), target)).text).toBe('3');
  });

  test('binary, even if it is labelled as text', async () => {
    const { content } = await outcomeOf(answering(200, 'text/plain', 'abc'), { answer: 'binary' });
    const { text } = await outcomeOf(answering(200, 'application/json', '{}'), {
      answer: 'binary',
      result: '{% $response.body %}',
    });

    expect(content).toMatchObject([{ type: 'resource', resource: { mimeType: 'text/plain', blob: 'YWJj' } }]);
    expect(text).toBe('e30=');
  });
});

describe('a text is decoded by its charset', () => {
  test.each<[string, Buffer, string]>([
    ['text/csv; charset=ISO-8859-1', Buffer.from('Müller', 'latin1'), 'Müller'],
    ['text/plain; charset="windows-1252"', Buffer.from([0x80, 0x20, 0xe9]), '€ é'],
    ['text/plain;charset=Shift_JIS', Buffer.from([0x93, 0xfa, 0x96, 0x7b]), '日本'],
    ['text/plain; charset=UTF8', Buffer.from('é'), 'é'],
    ['text/plain; charset=us-ascii', Buffer.from('a'), 'a'],
    ['text/plain', Buffer.from('\uFEFFé', 'utf16le'), 'é'],
    ['application/x-thing; charset=iso-8859-15', Buffer.from([0xa4]), '€'],
    ['application/json; charset=iso-8859-1', Buffer.from('{"a":"ü"}', 'latin1'), '{"a":"ü"}'],
    ["text/plain; charset='utf-8'", Buffer.from('é'), 'é'],
    // a byte order mark is right where the label is wrong
    ['text/plain; charset=iso-8859-1', Buffer.from('\uFEFFé'), 'é'],
    ['application/json; charset=windows-1252', Buffer.from('\uFEFF{"a":"ü"}'), '{"a":"ü"}'],
    // JSON is UTF-8
    ['application/json; charset=none', Buffer.from('{"a":"ü"}'), '{"a":"ü"}'],
  ])('%s', async (type, body, text) => {
    expect((await outcomeOf(answering(200, type, body))).text).toBe(text);
  });

  test('that is unknown is an error with its name', async () => {
    const { text } = await outcomeOf(answering(200, 'text/plain; charset=klingon', 'a'));

    expect(text).toMatch(
      /its body \(text\/plain; charset=klingon\) is in the charset klingon, which is not supported\.$/,
    );
  });

  test('that its bytes do not fit is an error with its name', async () => {
    const { text } = await outcomeOf(answering(200, 'text/plain; charset=shift_jis', Buffer.from([0x93])));

    expect(text).toContain('is not text in the charset shift_jis');
  });

  test('named binary is none: the body is a resource', async () => {
    const answer = answering(200, 'application/octet-stream; charset=binary', Buffer.from([0x89, 0xff]));

    expect((await outcomeOf(answer)).content).toMatchObject([{ type: 'resource' }]);
  });
});

describe('a stream in another charset is decoded as it arrives:', () => {
  test.each([
    ['text', 'text/plain; charset=iso-8859-1', Buffer.from('Größe', 'latin1'), 'Größe'],
    ['ndjson', 'application/x-ndjson; charset=windows-1252', Buffer.from('"ü"\n', 'latin1'), '["ü"]'],
    ['text', 'text/plain; charset=utf-16le', Buffer.from('\uFEFFé', 'utf16le'), 'é'],
  ])('%s of %s', async (stream, type, body, text) => {
    expect((await outcomeOf(answering(200, type, body), { stream })).text).toBe(text);
  });

  test('an unknown one is an error', async () => {
    const { text } = await outcomeOf(answering(200, 'text/plain; charset=klingon', 'a'), { stream: 'text' });

    expect(text).toMatch(/^The response of GET \S+ is in the charset klingon, which is not supported\.$/);
  });
});
