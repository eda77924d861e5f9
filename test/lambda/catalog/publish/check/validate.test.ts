import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import { formatFault, parseDocuments } from '../../../../../lambda/catalog/publish/load/index.ts';
import { targetTypes } from '../../../../support/targets.ts';

/** The messages that the author sees, one line per fault. */
async function problemsOf(text: string): Promise<string[]> {
  const loaded = parseDocuments('t.yaml', text);
  const { faults } = await validateDocuments(loaded.documents, targetTypes);
  return [...loaded.faults, ...faults].map(formatFault);
}

/** A valid tool, with lines replaced (`undefined` removes) or added by key. */
function tool(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const lines = {
    kind: 'Tool',
    server: 'orders',
    name: 'list',
    description: 'Lists.',
    input: '{ type: object, properties: { id: { type: string } } }',
    target: '{ type: echo, text: hello }',
    ...changes,
  };
  return Object.entries(lines)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n');
}

const input = (schema: string) => tool({ input: schema });

describe('good documents', () => {
  test.each([
    ['a tool', tool()],
    ['a server', 'kind: Server\nserver: default\ntitle: T\nversion: "2"\ndescription: D\ninstructions: I'],
    [
      'everything a tool may say',
      tool({
        title: 'List',
        output: '{ type: object }',
        annotations: '{ readOnlyHint: true, title: L }',
        scopes: '[orders:read, "a/b"]',
        limits: '{ timeoutMs: 840000, resultBytes: 1 }',
        _meta: '{ ui: { resourceUri: "ui://x", visibility: [model, app], csp: {} }, "ui/resourceUri": "ui://x" }',
        icons: '[{ src: "https://example.com/i.png", mimeType: image/png, sizes: [48x48, any], theme: dark }]',
        ask: '{ id: "{% \\"Which of \\" & $args.id %}" }',
        confirm: 'Really?',
        task: 'optional',
      }),
    ],
    [
      'everything a server may say',
      'kind: Server\nserver: a\nicons: [{ src: "data:image/png;base64,AAAA" }]\nsubscriptions: { listChanged: true, maxSeconds: 800 }',
    ],
    ['JSON', JSON.stringify({ kind: 'Server', server: 'a-1' }, undefined, 2)],
    ['nothing but comments', '# nothing\n---\n# more\n'],
    [
      'references within the schema',
      input(
        '{ type: object, properties: { a: { $ref: "#/$defs/x~1y" }, b: { $ref: "#n" } }, $defs: { x/y: { $anchor: n } } }',
      ),
    ],
    ['data that looks like a schema', input('{ type: object, default: { $ref: "http://x", pattern: "(" } }')],
    [
      'patterns',
      input(
        '{ type: object, properties: { a: { pattern: "^(a|b)+$" } }, patternProperties: { "^[(a)+]x?$": true, _id$: true, .*: true } }',
      ),
    ],
    [
      'parameter headers',
      input(
        '{ type: object, properties: { a: { type: object, properties: { b: { type: string, x-mcp-header: Re-1 } } } } }',
      ),
    ],
  ])('%s', async (_name, text) => {
    expect(await problemsOf(text)).toEqual([]);
  });
});

describe('errors name file, line, document, key, what was found and what to do', () => {
  test.each([
    [
      'an unknown key',
      tool({ inputs: '{}' }),
      't.yaml:7: document 1: inputs: unknown key `inputs`; did you mean `input`?',
    ],
    [
      'an unknown key deep down',
      tool({ limits: '\n  timeoutMs: 5\n  timeout: 3' }),
      't.yaml:9: document 1: limits.timeout: unknown key `timeout`; did you mean `timeoutMs`?',
    ],
    ['an unknown annotation', tool({ annotations: '{ x: 1 }' }), '`x`; expected one of `title`, `readOnlyHint`'],
    ['a missing key', tool({ description: undefined }), 't.yaml:1: document 1: `description` is missing: add it'],
    [
      'an empty description',
      tool({ description: '"  "' }),
      't.yaml:4: document 1: description: must not be blank, found string "  "',
    ],
    ['a wrong type', tool({ limits: '{ timeoutMs: ten }' }), 'limits.timeoutMs: expected integer, found string "ten"'],
    ['a limit out of bounds', tool({ limits: '{ timeoutMs: 900000 }' }), 'must be <= 840000, found number 900000'],
    ['a bad server name', tool({ server: 'Orders' }), 'server: must match ^[a-z0-9-]{1,64}$, found string "Orders"'],
    ['a bad tool name', tool({ name: 'a b' }), 'name: must match'],
    ['a bad scope', tool({ scopes: '["a b"]' }), 'scopes[0]: must match'],
    ['no scopes', tool({ scopes: '[]' }), 'scopes: must NOT have fewer than 1 items, found a list of 0'],
    [
      'another kind',
      'kind: Tol',
      'kind: the kind must be Server, Tool, Prompt, Resource or Policy: found string "Tol"; did you mean `Tool`?',
    ],
    [
      'a kind named like a method',
      'kind: constructor',
      'kind: the kind must be Server, Tool, Prompt, Resource or Policy: found string "constructor"',
    ],
    [
      'no object',
      '- a\n- b',
      'expected an object whose `kind` is Server, Tool, Prompt, Resource or Policy, found a list of 2',
    ],
    ['a large document', tool({ _meta: `{ x: ${'y'.repeat(300_000)} }` }), 'at most 300000 are allowed: shorten it'],
    [
      'an unknown target',
      tool({ target: '{ type: ecko }' }),
      't.yaml:6: document 1: target.type: unknown target type `ecko`; did you mean `echo`?',
    ],
    [
      'a target named like a method',
      tool({ target: '{ type: constructor }' }),
      'unknown target type `constructor`; expected one of `echo`',
    ],
    [
      'an unknown key of a target',
      tool({ target: '\n  type: echo\n  texd: x' }),
      't.yaml:8: document 1: target.texd: unknown key `texd`; did you mean `text`?',
    ],
    [
      'what only the target knows',
      tool({ target: '{ type: echo, text: forbidden }' }),
      'target.text: do not say forbidden',
    ],
  ])('%s', async (_name, text, expected) => {
    expect((await problemsOf(text)).join('\n')).toContain(expected);
  });

  test('every problem of every document is told', async () => {
    const problems = await problemsOf(`${tool({ x: '1', y: '2' })}\n---\n${tool({ name: '"?"' })}\n---\nkind: Promt`);
    expect(problems).toHaveLength(4);
    expect(problems[3]).toContain('t.yaml:17: document 3: kind');
  });

  test('a document that is there twice is refused, naming both places', async () => {
    const problems = await problemsOf(`${tool()}\n---\n${tool({ title: 'Again' })}`);
    expect(problems).toEqual([
      't.yaml:10: document 2: name: tool orders/list is already defined in t.yaml:3 (document 1): remove one of the two',
    ]);
  });
});

describe('schemas', () => {
  const deep = `${'{ type: object, properties: { a: '.repeat(40)}{}${' } }'.repeat(40)}`;
  test.each([
    ['no type', '{}', 'input: must be of type object, which every MCP client expects: found nothing as `type`'],
    ['another type', '{ type: [object, "null"] }', 'input.type: must be of type object'],
    ['not a schema', '{ type: objekt }', 'input.type: found string "objekt"; did you mean `object`?'],
    ['a wrong keyword value', '{ type: object, required: id }', 'input.required: expected array, found string "id"'],
    [
      'another draft',
      '{ type: object, $schema: "http://json-schema.org/draft-04/schema#" }',
      'only https://json-schema.org/draft/2020-12/schema is supported',
    ],
    [
      'a reference elsewhere',
      '{ type: object, properties: { a: { $ref: "https://x/y" } } }',
      'input.properties.a.$ref: only references within the schema',
    ],
    [
      'a relative reference',
      '{ type: object, allOf: [{ $ref: "other.json#/x" }] }',
      'input.allOf[0].$ref: only references within',
    ],
    [
      'a reference that leads nowhere',
      '{ type: object, properties: { a: { $ref: "#/$defs/b" } } }',
      '"#/$defs/b" does not exist in the schema',
    ],
    [
      'an anchor that is not there',
      '{ type: object, properties: { a: { $ref: "#b" } } }',
      'does not exist in the schema',
    ],
    [
      'a reference to a value that is no schema',
      '{ type: object, properties: { a: { $ref: "#/examples/0" } }, examples: [{ pattern: "^(a+)+$" }] }',
      '"#/examples/0" does not name a schema: move the definition to `$defs`',
    ],
    [
      'a reference below an unknown keyword',
      '{ type: object, properties: { a: { $ref: "#/x-own/b" } }, x-own: { b: { patternProperties: { "^(a+)+$": {} } } } }',
      '"#/x-own/b" does not name a schema',
    ],
    [
      'an anchor that is there twice',
      '{ type: object, properties: { a: { $anchor: n, default: 1 }, b: { $anchor: n } } }',
      'input.properties.b.$anchor: the anchor string "n" is used twice: rename one',
    ],
    ['an inner $id', '{ type: object, properties: { a: { $id: "https://x" } } }', 'cannot have an `$id`'],
    ['depth', deep, 'nested deeper than 64 levels'],
    ['size', `{ type: object, description: ${'x'.repeat(66_000)} }`, 'at most 65536 are allowed'],
    ['look-ahead', '{ type: object, properties: { a: { pattern: "(?=x)" } } }', 'runs in linear time'],
    ['a back-reference', '{ type: object, properties: { a: { pattern: "(x)\\\\1" } } }', 'runs in linear time'],
    [
      'a pattern that is no ECMAScript',
      '{ type: object, properties: { a: { pattern: "(?i)x" } } }',
      'input.properties.a.pattern',
    ],
    ['a repeated group on keys', '{ type: object, patternProperties: { "^(a+)+$": true } }', 'do not repeat groups'],
    [
      'a key that is looked for from every place',
      '{ type: object, patternProperties: { ".*_id$": true } }',
      'exponential time',
    ],
  ])('%s', async (_name, schema, expected) => {
    expect((await problemsOf(tool({ input: schema }))).join('\n')).toContain(expected);
  });

  test('patterns that take hundreds of megabytes together', async () => {
    const properties = Array.from({ length: 40 }, (_, index) => `p${index}: { pattern: "(${index}b?){1,1000}" }`);
    expect(await problemsOf(tool({ input: `{ type: object, properties: { ${properties.join(', ')} } }` }))).toEqual([
      expect.stringContaining('input: its patterns have more than 50000 instructions: lower the bounds of repetitions'),
    ]);
  });

  test('a reference to a schema that is a boolean is accepted', async () => {
    const input = '{ type: object, properties: { a: { $ref: "#/$defs/no" } }, $defs: { no: false } }';
    expect(await problemsOf(tool({ input }))).toEqual([]);
  });

  test('output obeys the same rules', async () => {
    expect(await problemsOf(tool({ output: '{ type: array }' }))).toEqual([
      expect.stringContaining('output.type: must be'),
    ]);
  });
});

describe('parameter headers', () => {
  const header = (schema: string) => `{ type: object, properties: { a: ${schema} } }`;
  test.each([
    ['empty', header('{ type: string, x-mcp-header: "" }'), 'letters, digits and hyphens: found string ""'],
    [
      'with a character the load balancer drops',
      header('{ type: string, x-mcp-header: a_b }'),
      'letters, digits and hyphens',
    ],
    ['on a number', header('{ type: number, x-mcp-header: A }'), 'only a parameter of type string, integer or boolean'],
    ['on two types', header('{ type: [string, "null"], x-mcp-header: A }'), 'only a parameter of type'],
    [
      'in an item',
      header('{ type: array, items: { type: string, x-mcp-header: A } }'),
      'reached through `properties` alone',
    ],
    [
      'in a definition',
      '{ type: object, $defs: { d: { type: string, x-mcp-header: A } } }',
      'reached through `properties` alone',
    ],
    [
      'twice, in other case',
      '{ type: object, properties: { a: { type: string, x-mcp-header: Re }, b: { type: string, x-mcp-header: rE } } }',
      't.yaml:5: document 1: input.properties.b.x-mcp-header: the header rE is used twice',
    ],
  ])('%s', async (_name, schema, expected) => {
    expect((await problemsOf(input(schema))).join('\n')).toContain(expected);
  });
});

describe('YAML', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]',
    'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]',
  ];
  test.each([
    ['a syntax error', 'kind: Tool\nname: [a', 't.yaml:2: document 1: Flow sequence'],
    ['a duplicate key', `${tool()}\nname: again`, 't.yaml:7: document 1: Map keys must be unique'],
    ['a bomb of aliases', [...bomb, 'd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]'].join('\n'), 'Excessive alias count'],
    ['an alias of nothing', 'kind: *nowhere', 'Unresolved alias'],
    ['a merge key', `base: &b { kind: Tool }\n<<: *b\nkind: Server\nserver: a`, '["<<"]: unknown key `<<`'],
    ['an unknown tag', 'kind: !!js/function x', 'Unresolved tag'],
    ['infinity', tool({ _meta: '{ x: .inf }' }), '_meta.x: Infinity is not a JSON number'],
    ['an integer too large', tool({ _meta: '{ x: 12345678901234567890 }' }), 'too large to be exact'],
    ['a prototype', tool({ _meta: '{ __proto__: { x: 1 } }' }), 'the key `__proto__` is not allowed'],
    ['too deep to parse', `a: ${'['.repeat(20_000)}`, 't.yaml:1: document 1: nested too deeply'],
    [
      'too deep',
      tool({ _meta: `{ x: ${'['.repeat(200)}${']'.repeat(200)} }` }),
      't.yaml:7: document 1: _meta.x[0]: nested deeper',
    ],
  ])('%s', async (_name, text, expected) => {
    expect((await problemsOf(text)).join('\n')).toContain(expected);
  });

  test('aliases within bounds are resolved, and lines are found through them', async () => {
    const text = `${tool({ _meta: '&m { x: 1 }' })}\n---\n${tool({ name: 'b', input: '&i { type: object, properties: { p: &p { type: x } } }' })}`;
    expect(await problemsOf(text)).toEqual([expect.stringContaining('t.yaml:13: document 2: input.properties.p.type')]);
  });
});
