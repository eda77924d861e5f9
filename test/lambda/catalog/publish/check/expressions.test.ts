import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import type { KeyPath } from '../../../../../lambda/fault.ts';
import type { Json, JsonObject } from '../../../../../lambda/json.ts';
import { targetTypes } from '../../../../../lambda/targets/publish.ts';

/** The faults of one document, as `path: message`. */
async function faultsOf(value: Json): Promise<readonly { path: string; message: string }[]> {
  const source = { file: 't.yaml', document: 1, lineOf: () => 1 };
  const { faults } = await validateDocuments([{ value, source }], targetTypes);
  return faults.map(({ path, message }) => ({ path: path.join('.'), message }));
}

const tool = (target: JsonObject, rest: JsonObject = {}): JsonObject => ({
  kind: 'Tool',
  server: 'a',
  name: 't',
  description: 'D',
  input: { type: 'object', properties: { id: { type: 'string', description: 'D', default: 'x', examples: ['x'] } } },
  target,
  ...rest,
});
const http = (target: JsonObject) => tool({ type: 'http', url: 'https://api.example.com/a', ...target });
const icons = [{ src: 'https://example.com/i.svg', mimeType: 'image/svg+xml', sizes: ['any'], theme: 'dark' }];
const common = { title: 'T', icons, description: 'D', scopes: ['read'], _meta: { a: { b: 'c' } } };
const blocks: Json = [
  {
    type: 'text',
    text: 'x',
    annotations: { audience: ['user'], lastModified: '2026-01-01T00:00:00Z' },
    _meta: { a: 'b' },
  },
  { type: 'image', data: 'AAAA', mimeType: 'image/png' },
  { type: 'resource', resource: { uri: 'a:b', mimeType: 'text/plain', text: 'x' } },
  { type: 'resource', resource: { uri: 'a:b', blob: 'AAAA' } },
  { type: 'resource_link', uri: 'a:b', name: 'n', title: 't', description: 'd', mimeType: 'text/plain', icons },
];

/** Documents that together have every key that holds a text, and the keys whose texts are evaluated. */
const DOCUMENTS: readonly (readonly [name: string, document: JsonObject, evaluated: readonly string[]])[] = [
  [
    'Server',
    {
      kind: 'Server',
      server: 'a',
      title: 'T',
      version: '1',
      icons,
      description: 'D',
      instructions: 'I',
      hosts: ['h.example.com'],
    },
    [],
  ],
  [
    'Tool',
    tool(
      { type: 'static', text: 'x', structuredContent: { a: 'b' } },
      {
        ...common,
        annotations: { title: 'T' },
        output: { type: 'object', properties: { a: { const: 'b' } } },
        ask: { id: 'Q' },
        confirm: 'C',
        task: 'optional',
      },
    ),
    ['ask.id', 'confirm', 'target.text', 'target.structuredContent.*'],
  ],
  ['static content', tool({ type: 'static', content: blocks, structuredContent: { a: ['b'] } }), ['target.*']],
  ['static json', tool({ type: 'static', json: { a: ['b'] } }), ['target.*']],
  [
    'http',
    http({
      method: 'POST',
      query: { a: 'b' },
      headers: { 'x-a': 'b' },
      text: 'x',
      contentType: 'text/markdown',
      stream: 'sse',
      row: { a: 'b' },
      result: { a: 'b' },
      redirects: ['b.example.com'],
      auth: {
        type: 'oauth2',
        secret: 's',
        key: 'k',
        tokenUrl: 'https://l.example.com/',
        clientId: 'c',
        scope: 's',
        audience: 'a',
      },
    }),
    ['target.query.*', 'target.headers.*', 'target.text', 'target.contentType', 'target.row.*', 'target.result.*'],
  ],
  ['http basic', http({ auth: { type: 'basic', secret: 's', username: 'u' } }), []],
  ['http apiKey', http({ auth: { type: 'apiKey', secret: 's', in: 'query', name: 'key' } }), []],
  ['http sigv4', http({ auth: { type: 'sigv4', service: 's', region: 'r', role: 'o' } }), []],
  ['http form', http({ method: 'POST', form: { a: 'b' } }), ['target.form.*']],
  ['http body', http({ method: 'POST', body: { a: ['b'] } }), ['target.body.*']],
  [
    'http pagination',
    http({
      pagination: { type: 'cursor', items: '{% $response.body %}', cursor: '{% $response.body.c %}', param: 'p' },
    }),
    ['target.pagination.items', 'target.pagination.cursor'],
  ],
  ['http pages', http({ pagination: { type: 'page', param: 'p', until: 'empty' } }), ['target.pagination.until']],
  ['lambda', tool({ type: 'lambda', function: 'f', qualifier: 'live', tool: 'name' }), []],
  [
    'lambda payload',
    tool({ type: 'lambda', function: 'f', payload: { a: 'b' }, stream: 'ndjson', row: { a: 'b' }, result: { a: 'b' } }),
    ['target.payload.*', 'target.row.*', 'target.result.*'],
  ],
  [
    'dynamodb',
    tool({
      type: 'dynamodb',
      operation: 'Query',
      table: 'orders',
      index: 'i',
      keyConditionExpression: '#a = :a',
      filterExpression: 'b = :b',
      projectionExpression: 'c',
      expressionAttributeNames: { '#a': 'a' },
      expressionAttributeValues: { ':a': 'x', ':b': 'y' },
      order: 'asc',
      row: { a: 'b' },
      result: { a: 'b' },
    }),
    ['target.expressionAttributeValues.*', 'target.order', 'target.row.*', 'target.result.*'],
  ],
  [
    'Prompt',
    {
      kind: 'Prompt',
      server: 'a',
      name: 'p',
      ...common,
      arguments: [
        { name: 'id', title: 'T', description: 'D', completion: ['v'] },
        { name: 'b', completion: { target: { type: 'static', json: ['v'] } } },
      ],
      messages: blocks.map((content) => ({ role: 'user', content })),
    },
    ['messages.*', 'arguments.1.completion.target.json.*'],
  ],
  [
    'Resource',
    { kind: 'Resource', server: 'a', uri: 'docs://a', name: 'r', ...common, mimeType: 'text/plain', text: 'x' },
    [],
  ],
  [
    'template',
    {
      kind: 'Resource',
      server: 'a',
      uriTemplate: 'docs://{id}',
      name: 'r',
      text: 'x',
      completions: { id: ['v'] },
    },
    ['text'],
  ],
];

/** The paths of all texts, except those that choose a form: `kind`, `type` and the like fail by another rule. */
function textPaths(value: Json | undefined, path: KeyPath = []): KeyPath[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    textPaths(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** A copy with another value at a path. */
function withValue(value: Json, [key, ...rest]: KeyPath, changed: Json): Json {
  if (key === undefined) return changed;
  const copy: Record<string, Json> | Json[] = Array.isArray(value)
    ? [...value]
    : { ...(value as Record<string, Json>) };
  const place = copy as Record<string | number, Json>;
  place[key] = withValue(place[key] ?? null, rest, changed);
  return copy as Json;
}

const covers = (patterns: readonly string[], path: string) =>
  patterns.some((pattern) => (pattern.endsWith('.*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern));

/** Not free texts, or evaluated as the form of the block needs it. */
const FIXED = /(?:^|\.)(?:kind|type|role|audience\.\d+|lastModified|theme|sizes\.\d+|src|icons\.\d+\.mimeType)$/;

describe('an expression where nothing is evaluated', () => {
  const places = DOCUMENTS.flatMap(([name, document, evaluated]) =>
    textPaths(document).map((path) => ({ name, document, path, evaluated: covers(evaluated, path.join('.')) })),
  );

  test('the documents are good as they are', async () => {
    for (const [, document] of DOCUMENTS) expect(await faultsOf(document)).toEqual([]);
  });

  test.each(places.filter(({ evaluated }) => !evaluated).map((place) => [place.name, place.path.join('.'), place]))(
    '%s: %s is refused',
    async (_name, key, { document, path }) => {
      for (const text of ['{% $args.id %}', 'a {% $args.id %} b']) {
        if (key === 'text' && text.startsWith('a')) continue; // contents that only look like a template language
        const faults = await faultsOf(withValue(document, path, text));
        expect(faults.map((fault) => fault.path)).toContainEqual(expect.stringContaining(key));
      }
    },
  );

  test.each(places.filter(({ evaluated }) => evaluated).map((place) => [place.name, place.path.join('.'), place]))(
    '%s: %s is evaluated',
    async (_name, key, { document, path }) => {
      if (FIXED.test(key)) return;
      expect(await faultsOf(withValue(document, path, '{% $string($args) %}'))).toEqual([]);
    },
  );

  test('the fault names the fix', async () => {
    const { document } = places.find(({ name }) => name === 'Tool') ?? {};
    expect(await faultsOf({ ...document, title: '{% $args.id %}' })).toEqual([
      { path: 'title', message: '`{% %}` is not evaluated here: write the value itself, without `{%`' },
    ]);
  });

  test('a key is not evaluated, in a template neither', async () => {
    expect(await faultsOf(http({ query: { '{% $args.id %}': 'x' } }))).toEqual([
      {
        path: 'target.query.{% $args.id %}',
        message: 'a key cannot be an expression: build an object with such keys inside one expression',
      },
    ]);
    expect(await faultsOf(tool({ type: 'static', text: 'x' }, { _meta: { '{% $args.id %}': 'x' } }))).toEqual([
      {
        path: '_meta.{% $args.id %}',
        message: 'a key cannot be an expression: write the name itself, without `{%`',
      },
    ]);
  });

  test('a resource that is always the same names the ways out', async () => {
    const document = { kind: 'Resource', server: 'a', uri: 'docs://a', name: 'r', text: '{% $args.id %}' };
    expect(await faultsOf(document)).toEqual([{ path: 'text', message: expect.stringContaining('uriTemplate') }]);
    expect(await faultsOf({ ...document, text: '<p>{% if x %}</p>' })).toEqual([]);
  });
});
