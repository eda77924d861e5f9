import type { Json, JsonObject } from '../../../../lambda/json.ts';
import { ask, call as callPublished } from '../requirements/support/agent.ts';
import { deploy } from '../requirements/support/deployment.ts';
import { tool as document, server as serverDocument } from '../requirements/support/documents.ts';
import { accept } from '../support/questions.ts';
import { createTestServer, legacy, META, modern, modernHeaders, tool } from '../support/server.ts';

const INPUT = {
  type: 'object',
  properties: {
    count: { type: 'integer', minimum: 1 },
    price: { type: 'number' },
    isOpen: { type: 'boolean' },
    name: { type: 'string' },
    ids: { type: 'array', items: { type: 'integer' } },
    filter: { type: 'object', properties: { limit: { type: 'integer' } }, required: ['limit'] },
    maybe: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    row: { $ref: '#/$defs/row' },
    either: { type: ['integer', 'string'] },
    anything: {},
    level: { enum: [1, 2] },
    map: { type: 'object', additionalProperties: { type: 'integer' } },
    both: { allOf: [{ $ref: '#/$defs/row' }, { properties: { done: { type: 'boolean' } } }] },
  },
  $defs: { row: { type: 'object', properties: { id: { type: 'integer' } } } },
  required: ['count'],
  additionalProperties: false,
} as const;

interface Options {
  readonly coerce?: boolean;
  readonly serverCoerce?: boolean;
  readonly more?: object;
}

/** Calls the tool with both eras' clients, whose outcomes must agree. */
async function call(args: JsonObject | string, { coerce, serverCoerce, more }: Options) {
  const received: JsonObject[] = [];
  const options = coerce === undefined ? {} : { coerce };
  const server = createTestServer([tool({ input: INPUT, ...options, ...more })], {
    details: serverCoerce === undefined ? {} : { coerce: serverCoerce },
    run: (given) => {
      received.push(given);
      return { content: [{ type: 'text', text: 'done' }] };
    },
  });
  const write = (message: JsonObject) =>
    JSON.stringify(message).replace('"ARGS"', () => (typeof args === 'string' ? args : JSON.stringify(args)));
  const params = { name: 'greet', arguments: 'ARGS' };
  const now = await server.post(
    write(modern('tools/call', params)),
    modernHeaders('tools/call', { 'mcp-name': 'greet' }),
  );
  const then = await server.post(write(legacy('tools/call', params)));
  expect(then.body.result.content).toEqual(now.body.result.content);
  return { text: String(now.body.result.content[0].text), isError: now.body.result.isError === true, received };
}

const ON = { coerce: true };

describe('with `coerce: true`', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['the text of an integer', { count: '5' }, { count: 5 }],
    ['the text of a number', { count: 1, price: ' -2.50e1 ' }, { count: 1, price: -25 }],
    ['the text of a boolean', { count: 1, isOpen: 'false' }, { count: 1, isOpen: false }],
    ['the JSON text of a list', { count: 1, ids: '[1, 2]' }, { count: 1, ids: [1, 2] }],
    ['the JSON text of an object', { count: 1, filter: '{"limit": 3}' }, { count: 1, filter: { limit: 3 } }],
    ['texts inside a JSON text', { count: 1, filter: '{"limit": "3"}' }, { count: 1, filter: { limit: 3 } }],
    ['texts in a list', { count: 1, ids: ['1', 2] }, { count: 1, ids: [1, 2] }],
    ['null for an optional property', { count: 1, name: null, filter: null }, { count: 1 }],
    ['a text where one of several types fits', { count: 1, maybe: '7' }, { count: 1, maybe: 7 }],
    ['the text `null` where null is allowed', { count: 1, maybe: 'null' }, { count: 1, maybe: null }],
    ['a text behind a reference', { count: 1, row: { id: '4' } }, { count: 1, row: { id: 4 } }],
    ['a text of numbers that are listed', { count: 1, level: '2' }, { count: 1, level: 2 }],
    ['a text in a map', { count: 1, map: { __proto__: null, a: '1' } }, { count: 1, map: { a: 1 } }],
    ['texts under allOf', { count: 1, both: { id: '1', done: 'true' } }, { count: 1, both: { id: 1, done: true } }],
  ])('%s reaches the target as its value', async (_what, args, expected) => {
    const { received, isError } = await call(args, ON);

    expect(isError).toBe(false);
    expect(received).toEqual([expected, expected]);
  });

  test.each<[string, Json]>([
    ['either', '5'],
    ['name', '5'],
    ['name', '[1]'],
    ['anything', '5'],
    ['anything', null],
    ['maybe', null],
  ])('what the schema allows stays as sent: %s %j', async (key, value) => {
    // The wrong count makes the conversion look at the others, too.
    const { received } = await call({ count: '5', [key]: value }, ON);

    expect(received).toEqual([
      { count: 5, [key]: value },
      { count: 5, [key]: value },
    ]);
  });

  test.each<[string, JsonObject, string]>([
    ['a bound', { count: '0' }, 'count: 0 is less than 1.'],
    ['no number', { count: 'five' }, 'count: Instance type "string" is invalid. Expected "integer".'],
    ['a fraction for an integer', { count: '5.5' }, 'count: Instance type "string" is invalid'],
    ['hexadecimal', { count: '0x10' }, 'count: Instance type "string" is invalid'],
    ['an empty text', { count: '' }, 'count: Instance type "string" is invalid'],
    ['null for a required property', { count: null }, 'count: Instance type "null" is invalid'],
    ['null for an unknown property', { count: 1, nope: null }, 'nope'],
    ['a list for an object', { count: 1, filter: '[1]' }, 'filter: Instance type "string" is invalid'],
    ['broken JSON', { count: 1, ids: '[1' }, 'ids: Instance type "string" is invalid'],
    [
      'a member that is missing',
      { count: 1, filter: '{}' },
      'filter: Instance does not have required property "limit"',
    ],
    ['an integer beyond 2^53', { count: '9007199254740993' }, 'Integers are exact up to 2^53 - 1'],
    ['such an integer in a JSON text', { count: 1, ids: '[1,9007199254740993]' }, 'ids/1: 9007199254740993 cannot be'],
    ['a number beyond every double', { count: 1, price: '1e400' }, 'price: Instance type "string" is invalid'],
    ['deep JSON', { count: 1, ids: `${'['.repeat(5_000)}${']'.repeat(5_000)}` }, 'ids: Instance type "string"'],
  ])('%s is refused as usual', async (_what, args, message) => {
    const { text, isError, received } = await call(args, ON);

    expect(isError).toBe(true);
    expect(text).toContain(message);
    expect(received).toEqual([]);
  });

  test('a question to the user shows the value, and the target receives it', async () => {
    const received: JsonObject[] = [];
    const confirm = "{% 'Delete ' & ($args.count + 1) & '?' %}";
    const server = createTestServer([tool({ input: INPUT, coerce: true, confirm })], {
      run: (given) => {
        received.push(given);
        return { content: [{ type: 'text', text: 'done' }] };
      },
    });
    const _meta = { ...META, 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } };
    const post = (more: JsonObject) =>
      server.post(
        modern('tools/call', { name: 'greet', arguments: { count: '5' }, _meta, ...more }),
        modernHeaders('tools/call', { 'mcp-name': 'greet' }),
      );

    const { result } = (await post({})).body;
    const [[key, question] = []] = Object.entries<{ params: JsonObject }>(result.inputRequests);
    await post({ inputResponses: { [String(key)]: accept() }, requestState: result.requestState });

    expect(question?.params.message).toBe('Delete 6?');
    expect(received).toEqual([{ count: 5 }]);
  });
});

test('neither list shows `coerce`, and the server document sets it for its tools', async () => {
  const deployment = await deploy(
    document({ input: INPUT, target: { type: 'static', text: 'Done.' } }),
    serverDocument({ coerce: true }),
  );
  const instance = deployment.instance();

  const replies = [await ask(instance, 'tools/list'), await ask(instance, 'server/discover')];
  const { response } = await callPublished(instance, 'greet', { count: '5' });

  for (const { text } of replies) expect(text).not.toContain('coerce');
  expect(response.result).toMatchObject({ content: [{ text: 'Done.' }] });
});

test.each<[string, Options, boolean]>([
  ['nowhere', {}, false],
  ['on the server', { serverCoerce: true }, true],
  ['off on the tool', { serverCoerce: true, coerce: false }, false],
  ['off on the server', { serverCoerce: false }, false],
  ['on the tool alone', { serverCoerce: false, coerce: true }, true],
])('set %s', async (_where, options, isCoerced) => {
  const { isError, received } = await call({ count: '5' }, options);

  expect({ isError, received }).toEqual(
    isCoerced ? { isError: false, received: [{ count: 5 }, { count: 5 }] } : { isError: true, received: [] },
  );
});

test('converting costs at most what a request may spend', async () => {
  const ids = JSON.stringify(Array.from({ length: 60_000 }, (_, id) => String(id)));

  const { received } = await call({ count: '5', ids }, ON);

  expect(received[0]?.ids).toHaveLength(60_000);
});
