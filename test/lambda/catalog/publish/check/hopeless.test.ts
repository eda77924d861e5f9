import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import { formatFault, parseDocuments } from '../../../../../lambda/catalog/publish/load/index.ts';
import type { JsonObject } from '../../../../../lambda/json.ts';
import type { StageAccess } from '../../../../../lambda/targets/index.ts';
import { targetTypes } from '../../../../../lambda/targets/publish.ts';
import { timesTheYardstick } from '../../../../support/processor-time.ts';

/** The messages that the author sees, one line per fault. */
async function problemsOf(documents: readonly JsonObject[], stage?: StageAccess): Promise<string[]> {
  const text = documents.map((document) => JSON.stringify(document, undefined, 1)).join('\n---\n');
  const loaded = parseDocuments('t.yaml', text);
  const { faults } = await validateDocuments(loaded.documents, targetTypes, stage);
  return [...loaded.faults, ...faults].map(formatFault);
}

const ARGS = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    customer: { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: false },
    orders: { type: 'array', items: { type: 'object', properties: { n: {} }, additionalProperties: false } },
    any: {},
  },
  additionalProperties: false,
};
const OUTPUT = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
const tool = (target: JsonObject, rest: JsonObject = {}): JsonObject => ({
  kind: 'Tool',
  server: 'a',
  name: 't',
  description: 'D',
  input: ARGS,
  target,
  ...rest,
});
const http = (target: JsonObject, rest: JsonObject = {}) =>
  tool({ type: 'http', url: 'https://api.example.com/a', ...target }, rest);
const query = (target: JsonObject, rest: JsonObject = {}) =>
  tool(
    {
      type: 'dynamodb',
      operation: 'Query',
      table: 'orders',
      keyConditionExpression: 'a = :a',
      expressionAttributeValues: { ':a': 'x' },
      ...target,
    },
    rest,
  );
const lambda = (target: JsonObject, rest: JsonObject = {}) => tool({ type: 'lambda', function: 'f', ...target }, rest);

describe('a result that cannot satisfy `output`', () => {
  test.each<[string, JsonObject, RegExp]>([
    [
      'NDJSON rows',
      http({ stream: 'ndjson' }, { output: OUTPUT }),
      /list of rows, but `output` describes an object: add/,
    ],
    ['events', http({ stream: 'sse' }, { output: OUTPUT }), /list of rows/],
    ['pages', http({ pagination: { type: 'link' } }, { output: OUTPUT }), /list of rows/],
    ['text', http({ stream: 'text' }, { output: OUTPUT }), /is a text/],
    ['no body', http({ method: 'HEAD' }, { output: OUTPUT }), /target\.method: HEAD has no body/],
    ['items', query({}, { output: OUTPUT }), /list of rows/],
    ['lines of a function', lambda({ stream: 'ndjson' }, { output: OUTPUT }), /list of rows/],
    ['text of a function', lambda({ stream: 'text' }, { output: OUTPUT }), /is a text/],
    ['a constant', http({ result: { n: 'x' } }, { output: OUTPUT }), /target\.result: does not satisfy `output`/],
    [
      'rows as they are',
      http({ stream: 'ndjson', result: '{% $response.body %}' }, { output: OUTPUT }),
      /target\.result: the result is the list of rows/,
    ],
    [
      'items as they are',
      query({ result: '{% $response.items %}' }, { output: OUTPUT }),
      /target\.result: the result is the list of rows/,
    ],
    [
      'a list of expressions',
      http({ result: ['{% $response.body %}'] }, { output: OUTPUT }),
      /target\.result: is a list, but `output` describes an object/,
    ],
    [
      'an object without a required member',
      http({ result: { m: '{% $response.body.n %}' } }, { output: OUTPUT }),
      /target\.result: has no `n`, which `output` requires/,
    ],
    [
      'static json without a required member',
      tool({ type: 'static', json: { m: '{% $args.id %}' } }, { output: OUTPUT }),
      /target\.json: has no `n`, which `output` requires/,
    ],
    [
      'static json',
      tool({ type: 'static', json: { m: 1 } }, { output: OUTPUT }),
      /target\.json: does not satisfy `output`.*n/,
    ],
    [
      'static structured content',
      tool({ type: 'static', text: 'x', structuredContent: { n: 1.5 } }, { output: OUTPUT }),
      /target\.structuredContent: does not satisfy `output`.*integer/,
    ],
  ])('%s', async (_name, document, message) => {
    expect(await problemsOf([document])).toEqual([expect.stringMatching(message)]);
  });

  test.each<[string, JsonObject]>([
    [
      'a result of rows',
      http({ stream: 'ndjson', result: "{% { 'n': $count($response.body) } %}" }, { output: OUTPUT }),
    ],
    ['a whole body', http({}, { output: OUTPUT })],
    ['rows without output', http({ stream: 'ndjson' })],
    ['the toolkit', lambda({}, { output: OUTPUT })],
    ['a JSON payload', lambda({ payload: {} }, { output: OUTPUT })],
    ['an expression', tool({ type: 'static', json: { n: '{% $args.id %}' } }, { output: OUTPUT })],
    ['a failure', tool({ type: 'static', text: 'x', isError: true }, { output: OUTPUT })],
  ])('%s is accepted', async (_name, document) => {
    expect(await problemsOf([document])).toEqual([]);
  });
});

describe('a default that breaks its own schema', () => {
  const withProperty = (property: JsonObject, rest: JsonObject = {}) =>
    tool({ type: 'static', text: 'x' }, { input: { type: 'object', properties: { a: property }, ...rest } });

  test.each<[string, JsonObject, string]>([
    [
      'a type',
      withProperty({ type: 'integer', default: '5' }),
      'default: does not satisfy its own schema: expected integer',
    ],
    ['a range', withProperty({ type: 'integer', maximum: 3, default: 5 }), 'must be <= 3'],
    ['a choice', withProperty({ enum: ['x', 'y'], default: 'z' }), 'does not satisfy its own schema'],
    [
      'a reference',
      withProperty({ $ref: '#/$defs/n', default: 'z' }, { $defs: { n: { type: 'integer' } } }),
      'expected integer',
    ],
    [
      'inside',
      withProperty({
        type: 'object',
        properties: { 'b/c': { type: 'array', items: { type: 'string' }, default: [1] } },
      }),
      'at 0: expected string',
    ],
    [
      'a member',
      withProperty({ type: 'object', properties: { b: { type: 'string' } }, default: { b: 1 } }),
      'at b: expected string',
    ],
  ])('%s', async (_name, document, message) => {
    expect(await problemsOf([document])).toEqual([expect.stringContaining(message)]);
  });

  test('a thousand defaults are checked in no time', async () => {
    const properties = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`p${index}`, { type: 'integer', default: index }]),
    );
    const document = tool({ type: 'static', text: 'x' }, { input: { type: 'object', properties } });

    const ratio = await timesTheYardstick(async () => expect(await problemsOf([document])).toEqual([]));

    expect(ratio).toBeLessThan(150);
  });

  test('a good default is accepted, in every place', async () => {
    const inner = { type: 'object', properties: { 'b/c~d': { type: 'array', default: [] } }, default: { x: 1 } };
    expect(await problemsOf([withProperty(inner)])).toEqual([]);
    const reference = withProperty(
      { $ref: '#/$defs/n', default: 1 },
      { $id: 'https://x.example/s', $defs: { n: { type: 'integer' } } },
    );
    expect(await problemsOf([reference])).toEqual([]);
  });
});

describe('a member that never exists', () => {
  test.each<[string, JsonObject, string]>([
    [
      'an argument',
      http({ query: { a: '{% $args.ID %}' } }),
      '$args.ID never exists: $args has id, customer, orders, any',
    ],
    [
      'an argument in the URL',
      http({ url: 'https://api.example.com/{id}' }, { input: { type: 'object', additionalProperties: false } }),
      '{id} is not an argument of the tool; its arguments are: none',
    ],
    ['inside an argument', http({ query: { a: '{% $args.customer.nme %}' } }), '$args.customer.nme never exists'],
    ['across a list', http({ query: { a: '{% $sum($args.orders.total) %}' } }), '$args.orders.total never exists'],
    ['of a text', http({ query: { a: '{% $args.id.x %}' } }), '$args.id is of type string and has no `x`'],
    ['in a question', http({}, { confirm: "{% 'Delete ' & $args.name & '?' %}" }), 'confirm: $args.name never exists'],
    ['in a static text', tool({ type: 'static', text: '{% $args.name %}' }), '$args.name never exists'],
    [
      'the data',
      http({ result: '{% $response.data.items %}' }),
      '$response.data never exists: $response has status, headers, body',
    ],
    [
      'a header',
      http({ result: '{% $response.headers."Content-Type" %}' }),
      'its names are in lower case, so write content-type',
    ],
    ['of the status', http({ result: '{% $response.status.code %}' }), '$response.status is of type integer'],
    [
      'of a page',
      http({ pagination: { type: 'cursor', cursor: '{% $response.next %}' } }),
      '$response.next never exists',
    ],
    ['of an event', http({ stream: 'sse', row: '{% $event.type %}' }), '$event.type never exists: $event has name, id'],
    [
      'of a payload',
      lambda({ payload: {}, result: '{% $response.body %}' }),
      '$response.body never exists: $response has payload',
    ],
    [
      'of a query',
      query({ result: '{% $response.Items %}' }),
      '$response.Items never exists: $response has items, count',
    ],
    [
      'of an item',
      tool({ type: 'dynamodb', operation: 'GetItem', table: 't', key: { a: 'x' }, result: '{% $response.items %}' }),
      '$response.items never exists: $response has item',
    ],
    [
      'of a prompt',
      {
        kind: 'Prompt',
        server: 'a',
        name: 'p',
        arguments: [{ name: 'id' }],
        messages: [{ role: 'user', content: { type: 'text', text: '{% $args.di %}' } }],
      },
      'messages[0].content.text: $args.di never exists: $args has id',
    ],
    [
      'of a template',
      { kind: 'Resource', server: 'a', uriTemplate: 'docs://{id}', name: 'r', text: '{% $args.di %}' },
      'text: $args.di never exists: $args has id, uri',
    ],
    [
      'of a completion',
      {
        kind: 'Resource',
        server: 'a',
        uriTemplate: 'docs://{id}',
        name: 'r',
        text: 'x',
        completions: { id: { target: { type: 'static', json: '{% $args.id %}' } } },
      },
      'completions.id.target.json: $args.id never exists: $args has value, arguments',
    ],
  ])('%s', async (_name, document, message) => {
    expect(await problemsOf([document])).toEqual([expect.stringContaining(message)]);
  });

  const open = { type: 'object', properties: { id: {} } };
  test.each<[string, JsonObject]>([
    ['a join', http({ query: { a: '{% $args.orders@$o.customer@$c[$c.name = $o.n].$c.name %}' } })],
    ['known members', http({ query: { a: '{% $args.customer.name & $args.orders[0].n & $args.any.x %}' } })],
    ['an open schema', http({ query: { a: '{% $args.other %}' } }, { input: open })],
    ['a variable of its own', http({ query: { a: '{% ($args := {"x": 1}; $args.x) %}' } })],
    [
      'a combined schema',
      http({ query: { a: '{% $args.b.x %}' } }, { input: { ...ARGS, properties: { b: { anyOf: [{}] } } } }),
    ],
    ['a response', http({ result: "{% $response.headers.'x-total' & $response.body.data %}" })],
    ['a wildcard', http({ query: { a: '{% $string($args.*.name) %}' } })],
  ])('%s is accepted', async (_name, document) => {
    expect(await problemsOf([document])).toEqual([]);
  });
});

describe('a secret for a host that the server does not list', () => {
  const auth = { type: 'bearer', secret: 's' };
  const server = (hosts?: string[]) => ({ kind: 'Server', server: 'a', ...(hosts && { hosts }) });

  test.each<[string, readonly JsonObject[], string]>([
    [
      'its own host',
      [server(['other.example.com']), http({ auth })],
      'target.url: sends a credential to api.example.com, which server a does not list: add it to `hosts` in t.yaml:4',
    ],
    ['no list', [server(), http({ auth })], 'add it to `hosts` in t.yaml:1'],
    ['another port', [server(['api.example.com:444']), http({ auth })], 'api.example.com'],
    [
      'the token endpoint',
      [
        server(['api.example.com']),
        http({ auth: { type: 'oauth2', secret: 's', clientId: 'c', tokenUrl: 'https://login.example.com/t' } }),
      ],
      'target.auth.tokenUrl: sends a credential to login.example.com',
    ],
    [
      'a completion',
      [
        server([]),
        {
          kind: 'Prompt',
          server: 'a',
          name: 'p',
          arguments: [{ name: 'x', completion: { target: { type: 'http', url: 'https://b.example.com/', auth } } }],
          messages: [{ role: 'user', content: { type: 'text', text: 'x' } }],
        },
      ],
      'arguments[0].completion.target.url: sends a credential to b.example.com',
    ],
  ])('%s', async (_name, documents, message) => {
    expect(await problemsOf(documents)).toEqual([expect.stringContaining(message)]);
  });

  test('a listed host, no credential, and a server that the files do not describe are accepted', async () => {
    expect(await problemsOf([server(['API.example.com']), http({ auth })])).toEqual([]);
    expect(await problemsOf([server(['api.example.com:443']), http({ auth })])).toEqual([]);
    expect(await problemsOf([server(), http({})])).toEqual([]);
    expect(await problemsOf([http({ auth })])).toEqual([]);
    expect(await problemsOf([{ ...server(), server: 'b' }, http({ auth })])).toEqual([]);
  });
});

describe('what the stage does not open', () => {
  const stage: StageAccess = {
    functions: ['rank'],
    tables: { orders: { writable: false } },
    roles: ['reports'],
    allowedNetworks: ['127.0.0.0/8'],
    loopback: true,
  };
  const put = {
    operation: 'PutItem',
    item: { a: 'x' },
    conditionExpression: 'attribute_not_exists(a)',
    keyConditionExpression: undefined,
    expressionAttributeValues: undefined,
  };

  test.each<[string, JsonObject, string]>([
    [
      'a function',
      lambda({}),
      'target.function: the stage lists no function `f`: add it under `functions` or `existingFunctions`; its functions: rank',
    ],
    [
      'a table',
      query({ table: 'customers' }),
      'target.table: the stage lists no table `customers`: add it under `tables`; its tables: orders',
    ],
    [
      'a write',
      query(put as JsonObject, { annotations: { readOnlyHint: false } }),
      'target.operation: the stage lets tools only read table `orders`',
    ],
    [
      'a role',
      http({ auth: { type: 'sigv4', service: 's', region: 'r', role: 'x' } }),
      'target.auth.role: the stage lists no role `x`',
    ],
    ['a network', http({ url: 'http://10.0.0.7/a' }), 'target.url: 10.0.0.7 is in a private or reserved network'],
    ['an address in another spelling', http({ url: 'http://[::ffff:a00:7]/a' }), 'private or reserved network'],
  ])('%s', async (_name, document, message) => {
    expect(await problemsOf([document], stage)).toEqual([expect.stringContaining(message)]);
    expect(await problemsOf([document])).toEqual([]);
  });

  test('what it opens is accepted', async () => {
    const good = [
      lambda({ function: 'rank' }, { name: 'a' }),
      query({}, { name: 'b' }),
      http({ auth: { type: 'sigv4', service: 's', region: 'r', role: 'reports' } }, { name: 'c' }),
      http({ url: 'http://127.0.0.1:8790/a' }, { name: 'd' }),
    ];
    expect(await problemsOf(good, stage)).toEqual([]);
  });
});
