import { type AnswerOptions, createAnswerer } from '../../../bin/cli/answers/index.ts';
import { CommandFailed, Interrupted, UsageError } from '../../../bin/cli/context.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { targetTypes } from '../../support/targets.ts';

const form = (properties: JsonObject, more: JsonObject = {}) => ({
  key: 'shop/ask',
  method: 'elicitation/create',
  params: { mode: 'form', message: 'More, please.', requestedSchema: { type: 'object', properties, ...more } },
});
const CONFIRM = form({});
const PAGE = {
  key: 'shop/pay',
  method: 'elicitation/create',
  params: { mode: 'url', message: 'Pay first.', url: 'https://pay.example.com/7', elicitationId: 'a' },
};
const ACCEPTED = { action: 'accept', content: {} };

/** An answerer whose user types these lines, then ends the input; `undefined` for no terminal. */
function prepare(options: AnswerOptions, typed?: readonly string[], opens?: boolean) {
  const shown: string[] = [];
  const opened: string[] = [];
  const lines = [...(typed ?? [])];
  const answerer = createAnswerer('shop', options, {
    stdout: () => {},
    stderr: (text) => shown.push(text),
    directory: '.',
    fetch,
    targets: targetTypes,
    ...(opens !== undefined && { openBrowser: async (url: string) => opened.push(url) > 0 && opens }),
    ...(typed && {
      ask: async (question: string) => {
        shown.push(question);
        return lines.shift();
      },
    }),
  });
  return { answerer, shown, opened };
}

const answer = (request: Parameters<ReturnType<typeof createAnswerer>['answer']>[0], ...typed: string[]) =>
  prepare({}, typed).answerer.answer(request);
const pass = (request: Parameters<ReturnType<typeof createAnswerer>['answer']>[0], options: AnswerOptions) =>
  prepare(options).answerer.answer(request);

describe('a question without fields, at the terminal,', () => {
  test.each([
    ['y', ACCEPTED],
    [' YES ', ACCEPTED],
    ['n', { action: 'decline' }],
    ['', { action: 'decline' }],
    ['c', { action: 'cancel' }],
    ['cancel', { action: 'cancel' }],
  ])('is answered by %j', async (typed, expected) => {
    expect(await answer(CONFIRM, typed)).toEqual(expected);
  });

  test('is asked again after anything else', async () => {
    const { answerer, shown } = prepare({}, ['maybe', 'y']);

    expect(await answerer.answer(CONFIRM)).toEqual(ACCEPTED);
    expect(shown).toEqual(['shop asks: More, please. [y/N/c(ancel)] ', 'shop asks: More, please. [y/N/c(ancel)] ']);
  });

  test('is cancelled by the end of the input', async () => {
    expect(await answer(CONFIRM)).toEqual({ action: 'cancel' });
  });
});

describe('the fields of a form, at the terminal,', () => {
  test('are asked one by one, with what they expect', async () => {
    const { answerer, shown } = prepare({}, ['Ada', '7', '', '']);
    const fields = form(
      {
        name: { type: 'string', title: 'Your name' },
        count: { type: 'integer', minimum: 1, maximum: 9, description: 'How many' },
        gift: { type: 'boolean', default: false },
      },
      { required: ['name', 'count'] },
    );

    const result = await answerer.answer(fields);

    expect(result).toEqual({ action: 'accept', content: { name: 'Ada', count: 7, gift: false } });
    expect(shown).toEqual([
      'shop asks: More, please.\n(Ctrl-D cancels.)',
      'Your name',
      'name (text): ',
      'How many',
      'count (an integer, 1 to 9): ',
      'gift (yes or no; Enter for false): ',
      'Send these answers? [Y/n/c(ancel)] ',
    ]);
  });

  test('are asked until they are valid', async () => {
    const { answerer, shown } = prepare({}, ['', 'ten', '10', '5', 'y']);
    const request = form({ count: { type: 'integer', maximum: 9 } }, { required: ['count'] });

    expect(await answerer.answer(request)).toEqual({ action: 'accept', content: { count: 5 } });
    expect(shown).toEqual(
      expect.arrayContaining([
        'count is required: expected an integer, at most 9',
        '"ten" is not valid for count: expected an integer, at most 9',
        '"10" is not valid for count: expected an integer, at most 9',
      ]),
    );
  });

  test('may be left out if they are optional', async () => {
    expect(await answer(form({ note: { type: 'string' } }), '', 'y')).toEqual(ACCEPTED);
  });

  test('are declined or cancelled at the end, or cancelled on the way', async () => {
    const request = form({ note: { type: 'string' } }, { required: ['note'] });

    expect(await answer(request, 'a', 'n')).toEqual({ action: 'decline' });
    expect(await answer(request, 'a', 'c')).toEqual({ action: 'cancel' });
    expect(await answer(request)).toEqual({ action: 'cancel' });
  });

  test('show the titles of choices', async () => {
    const { answerer, shown } = prepare({}, ['Too late', '']);
    const oneOf = [{ const: 'late', title: 'Too late' }, { const: 'wrong' }];

    const result = await answerer.answer(form({ reason: { type: 'string', oneOf } }, { required: ['reason'] }));

    expect(result).toEqual({ action: 'accept', content: { reason: 'late' } });
    expect(shown.slice(1, 3)).toEqual(['  late: Too late', 'reason (one of late, wrong): ']);
  });

  test('that options answer are not asked', async () => {
    const { answerer, shown } = prepare({ answer: ['a=1'] }, ['2', 'y']);
    const request = form({ a: { type: 'string' }, b: { type: 'string' } }, { required: ['a', 'b'] });

    expect(await answerer.answer(request)).toEqual({ action: 'accept', content: { a: '1', b: '2' } });
    expect(shown).not.toContainEqual(expect.stringMatching(/^a /));
  });

  test('of several questions are asked in turn', async () => {
    const { answerer, shown } = prepare({}, ['1', 'y', 'y']);

    const results = await Promise.all([
      answerer.answer(form({ a: { type: 'string' } })),
      answerer.answer({ ...CONFIRM, params: { ...CONFIRM.params, message: 'Sure?' } }),
    ]);

    expect(results).toEqual([{ action: 'accept', content: { a: '1' } }, ACCEPTED]);
    expect(shown.at(-1)).toBe('shop asks: Sure? [y/N/c(ancel)] ');
  });

  test('end with the command when the user interrupts it', async () => {
    const { answerer } = prepare({}, []);
    const ask = () => Promise.reject(new Interrupted());
    const other = createAnswerer(
      'shop',
      {},
      { stdout() {}, stderr() {}, directory: '.', fetch, targets: targetTypes, ask },
    );

    await expect(other.answer(CONFIRM)).rejects.toBeInstanceOf(Interrupted);
    expect(await answerer.answer(CONFIRM)).toEqual({ action: 'cancel' });
  });
});

const CHOICES = { enum: ['red', 'dark green'] };

describe('a field accepts', () => {
  test.each<[string, JsonObject, string, unknown]>([
    ['text', { type: 'string' }, 'a=b, c', 'a=b, c'],
    ['text whose length counts characters', { type: 'string', maxLength: 1 }, '🦉', '🦉'],
    ['an email address', { type: 'string', format: 'email' }, 'ada@example.com', 'ada@example.com'],
    ['a URI', { type: 'string', format: 'uri' }, 'urn:isbn:1', 'urn:isbn:1'],
    ['a date', { type: 'string', format: 'date' }, '2026-07-28', '2026-07-28'],
    ['a time', { type: 'string', format: 'date-time' }, '2026-07-28T09:30:00Z', '2026-07-28T09:30:00Z'],
    ['any text of an unknown format', { type: 'string', format: 'color' }, 'x', 'x'],
    ['a number', { type: 'number' }, '-1.5e3', -1500],
    ['an integer', { type: 'integer' }, ' 12 ', 12],
    ['yes', { type: 'boolean' }, 'Yes', true],
    ['false', { type: 'boolean' }, 'false', false],
    ['a choice in any case', { type: 'string', ...CHOICES }, 'RED', 'red'],
    ['a choice by its name', { type: 'string', enum: ['a', 'b'], enumNames: ['b', 'c'] }, 'c', 'b'],
    ['a value before a name', { type: 'string', enum: ['a', 'b'], enumNames: ['b', 'c'] }, 'b', 'b'],
    ['several choices', { type: 'array', items: CHOICES }, 'dark green, red', ['dark green', 'red']],
    ['choices as JSON', { type: 'array', items: { anyOf: [{ const: 'a,b', title: 'A' }] } }, '["a,b"]', ['a,b']],
    ['no choice at all', { type: 'array', items: CHOICES }, '', []],
  ])('%s', async (_, schema, text, value) => {
    const result = await pass(form({ field: schema }), { answer: [`field=${text}`] });

    expect(result).toEqual({ action: 'accept', content: { field: value } });
  });
});

describe('a field refuses', () => {
  test.each<[string, JsonObject, string, string]>([
    ['a short text', { type: 'string', minLength: 3 }, 'ab', 'text, at least 3 characters'],
    ['a text of another length', { type: 'string', minLength: 2, maxLength: 2 }, 'abc', 'text, 2 characters'],
    ['what is not an email address', { type: 'string', format: 'email' }, 'ada', 'an email address'],
    ['what is not a URI', { type: 'string', format: 'uri' }, '/path', 'a URI'],
    ['a day that does not exist', { type: 'string', format: 'date' }, '2026-02-30', 'a date, such as 2026-07-28'],
    [
      'a time without a date',
      { type: 'string', format: 'date-time' },
      '9:30',
      'a date and time, such as 2026-07-28T09:30:00Z',
    ],
    ['what is not a decimal number', { type: 'number' }, '0x10', 'a number'],
    ['a number beyond a double', { type: 'number' }, '1e400', 'a number'],
    ['a small number', { type: 'number', minimum: 0 }, '-1', 'a number, at least 0'],
    ['a fraction', { type: 'integer', minimum: 1, maximum: 5 }, '1.5', 'an integer, 1 to 5'],
    ['an integer that a double rounds', { type: 'integer' }, '9007199254740993', 'an integer'],
    ['1 for yes', { type: 'boolean' }, '1', 'yes or no'],
    ['another choice', { type: 'string', ...CHOICES }, 'blue', 'one of red, dark green'],
    [
      'too few choices',
      { type: 'array', minItems: 2, items: CHOICES },
      'red',
      'at least 2 of red, dark green, separated by commas',
    ],
    ['a choice twice', { type: 'array', items: CHOICES }, 'red,red', 'any of red, dark green, separated by commas'],
    ['broken JSON', { type: 'array', items: CHOICES }, '[red', 'any of red, dark green, separated by commas'],
  ])('%s', async (_, schema, text, expected) => {
    const error = await pass(form({ field: schema }), { answer: [`field=${text}`] }).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({
      message: `--answer field: expected ${expected}; found ${JSON.stringify(text)}`,
    });
  });
});

describe('where there is no terminal', () => {
  const ASK = form({ reason: { type: 'string', enum: ['late', 'wrong'] } }, { required: ['reason'] });

  test('--yes accepts a question without fields', async () => {
    expect(await pass(CONFIRM, { yes: true })).toEqual(ACCEPTED);
  });

  test('--answer answers fields, of one question or of all', async () => {
    expect(await pass(ASK, { answer: ['reason=late'] })).toEqual({ action: 'accept', content: { reason: 'late' } });
    expect(await pass(ASK, { answer: ['reason=late', 'shop/ask.reason=wrong'] })).toMatchObject({
      content: { reason: 'wrong' },
    });
  });

  test('--yes accepts defaults', async () => {
    const request = form({ reason: { type: 'string', default: 'late' } }, { required: ['reason'] });

    expect(await pass(request, { yes: true })).toEqual({ action: 'accept', content: { reason: 'late' } });
  });

  test.each<[string, typeof CONFIRM | typeof PAGE, AnswerOptions, string]>([
    ['consent', CONFIRM, {}, 'pass --yes to accept it'],
    ['a field', ASK, {}, 'pass --answer reason=VALUE (one of late, wrong)'],
    ['a field, which --yes does not answer', ASK, { yes: true }, 'pass --answer reason=VALUE (one of late, wrong)'],
    [
      'an optional field',
      form({ note: { type: 'string' } }),
      {},
      'pass --yes to accept it, or --answer note=VALUE (text)',
    ],
    ['a page', PAGE, { yes: true }, 'open https://pay.example.com/7 where you can, or run the command on a terminal'],
  ])('%s is missing: the error names the question and the option', async (_, request, options, advice) => {
    const error = await pass(request, options).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(UsageError);
    const { message } = request.params;
    expect(error).toMatchObject({
      message: `shop asks ${JSON.stringify(message)} (${request.key}), and there is no terminal: ${advice}`,
    });
  });

  test('the keys that no question has are known at the end', async () => {
    const { answerer } = prepare({ answer: ['reason=late', 'raeson=late'] });

    await answerer.answer(ASK);

    expect(answerer.unused()).toEqual(['raeson']);
  });

  test.each([
    [['reason'], '--answer must be KEY=VALUE, found reason'],
    [['=x'], '--answer must be KEY=VALUE, found =x'],
    [['a=1', 'a=2'], '--answer a is given twice'],
  ])('%j is refused', (given, message) => {
    expect(() => prepare({ answer: given })).toThrow(new UsageError(message));
  });
});

describe('a page to open', () => {
  test('is shown whole, and opened after consent', async () => {
    const { answerer, shown, opened } = prepare({}, ['y', ''], true);

    expect(await answerer.answer(PAGE)).toEqual({ action: 'accept' });
    expect(shown[0]).toBe('shop asks: Pay first.\nThe page is on pay.example.com:\nhttps://pay.example.com/7');
    expect(opened).toEqual(['https://pay.example.com/7']);
  });

  test('is not opened without consent', async () => {
    const { answerer, opened } = prepare({}, [''], true);

    expect(await answerer.answer(PAGE)).toEqual({ action: 'decline' });
    expect(opened).toEqual([]);
  });

  test.each([false, undefined])('is named where there is no browser: %j', async (opens) => {
    const { answerer, shown } = prepare({}, ['y'], opens);

    expect(await answerer.answer(PAGE)).toEqual({ action: 'cancel' });
    expect(shown).toContain('Open https://pay.example.com/7 in a browser.');
  });
});

describe('what the command line cannot answer', () => {
  test.each<[string, { key: string; method: string; params: JsonObject }, string]>([
    ['sampling', { key: 'k', method: 'sampling/createMessage', params: {} }, 'is sampling/createMessage, which'],
    ['a script', { ...PAGE, params: { ...PAGE.params, url: 'javascript:1' } }, 'is not an http or https URL'],
    ['a form without a schema', { ...CONFIRM, params: { message: 'Sure?' } }, 'has no requestedSchema'],
    ['a nested form', form({ a: { type: 'object' } }), 'asks for a in a form that the command line does not know'],
  ])('%s: an error that names the question', async (_, request, words) => {
    const error = await answer(request, 'y').catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(CommandFailed);
    expect(error).toMatchObject({ message: expect.stringMatching(`the question ${request.key} .*${words}`) });
  });

  test('a server that asks forever', async () => {
    const { answerer } = prepare({ yes: true });
    for (let count = 0; count < 100; count++) await answerer.answer(CONFIRM);

    await expect(answerer.answer(CONFIRM)).rejects.toThrow('shop asked more than 100 questions');
  });
});

test('a field may have any name', async () => {
  const properties = JSON.parse('{"__proto__":{"type":"string"}}');

  const result = await answer(form(properties), 'x', 'y');

  expect(JSON.stringify(result)).toBe('{"action":"accept","content":{"__proto__":"x"}}');
});

describe('a server cannot', () => {
  test('hide where an address leads behind a line break', async () => {
    const url = 'https://pay.example.com\n.evil.example\t/7';
    const { answerer, shown, opened } = prepare({}, ['y', ''], true);

    await answerer.answer({ ...PAGE, params: { ...PAGE.params, url } });

    expect(shown[0]).toBe(
      'shop asks: Pay first.\nThe page is on pay.example.com.evil.example:\nhttps://pay.example.com.evil.example/7',
    );
    expect(opened).toEqual(['https://pay.example.com.evil.example/7']);
  });

  test('write a line that looks like one of the command line', async () => {
    const { answerer, shown } = prepare({}, ['y']);

    await answerer.answer({ ...CONFIRM, params: { ...CONFIRM.params, message: 'Hello.\nbank asks: Sure?' } });

    expect(shown).toEqual(['shop asks: Hello.\n  bank asks: Sure? [y/N/c(ancel)] ']);
  });
});
