import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import { formatFault, parseDocuments } from '../../../../../lambda/catalog/publish/load/index.ts';
import { targetTypes as realTargetTypes } from '../../../../../lambda/targets/publish.ts';
import { targetTypes } from '../../../../support/targets.ts';

/** The messages that the author sees, one line per fault. */
async function problemsOf(text: string): Promise<string[]> {
  const loaded = parseDocuments('t.yaml', text);
  const { faults } = await validateDocuments(loaded.documents, { ...realTargetTypes, ...targetTypes });
  return [...loaded.faults, ...faults].map(formatFault);
}

type Lines = Readonly<Record<string, string | undefined>>;

function yaml(lines: Lines): string {
  return Object.entries(lines)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\n');
}

const INPUT = '{ type: object, properties: { id: { type: string }, list: { type: array }, n: { enum: [1] } } }';
const TEXT = '[{ role: user, content: { type: text, text: Hello } }]';

/** Valid documents, with lines replaced (`undefined` removes) or added by key. */
const server = (changes: Lines = {}) => yaml({ kind: 'Server', server: 'a', ...changes });
const tool = (changes: Lines = {}) =>
  yaml({
    kind: 'Tool',
    server: 'a',
    name: 't',
    description: 'D',
    input: INPUT,
    target: '{ type: echo, text: x }',
    ...changes,
  });
const prompt = (changes: Lines = {}) => yaml({ kind: 'Prompt', server: 'a', name: 'p', messages: TEXT, ...changes });
const resource = (changes: Lines = {}) =>
  yaml({ kind: 'Resource', server: 'a', uri: 'docs://a', name: 'r', text: 'T', ...changes });
const template = (changes: Lines = {}) => resource({ uri: undefined, uriTemplate: '"docs://{id}/{part}"', ...changes });

const ECHO = '{ type: echo, text: x }';
const many = (count: number) => `[${Array.from({ length: count }, (_, index) => `v${index}`).join()}]`;

describe('good documents', () => {
  test.each([
    ['a prompt with messages', prompt()],
    [
      'everything a prompt may say',
      prompt({
        title: 'P',
        icons: '[{ src: "https://example.com/i.svg" }]',
        description: 'D',
        arguments: `[{ name: id, title: I, description: D, required: true, completion: [a, b] }, { name: b, completion: { target: ${ECHO} } }]`,
        scopes: '[read]',
        limits: '{ timeoutMs: 5 }',
        _meta: '{ a: 1 }',
        messages: undefined,
        target: ECHO,
      }),
    ],
    [
      'messages of expressions',
      prompt({
        arguments: '[{ name: uri }]',
        messages:
          '[{ role: assistant, content: { type: resource, resource: { uri: "{% $args.uri %}", mimeType: "{% $args.uri %}", blob: "{% $args.uri %}" } } }]',
      }),
    ],
    [
      'everything a resource may say',
      resource({
        title: 'R',
        icons: '[{ src: "https://example.com/i.svg" }]',
        description: 'D',
        mimeType: 'text/plain; charset=utf-8',
        size: '0',
        annotations: '{ audience: [user, assistant], priority: 0.5, lastModified: "2025-01-12T15:00:58Z" }',
        scopes: '[read]',
        limits: '{ resultBytes: 5 }',
        _meta: '{ a: 1 }',
      }),
    ],
    ['a resource whose text looks like an expression', resource({ text: '"a {% b"' })],
    ['bytes', resource({ text: undefined, blob: 'AAEC' })],
    ['a target', resource({ text: undefined, target: ECHO })],
    [
      'everything a template may say',
      template({
        text: '"{% $args.id & $args.uri %}"',
        completions: `{ id: ${many(1_000)}, part: { target: ${ECHO} } }`,
      }),
    ],
    ['a view', resource({ uri: 'ui://a/b', mimeType: 'text/html;profile=mcp-app' })],
    ['one name for each kind', [tool({ name: 'p' }), prompt(), resource({ name: 'p' })].join('\n---\n')],
    ...['docs://README', 'urn:isbn:1', 'https://example.com/', 'file:///a%20b', 'x:a?b=c'].map((uri) => [
      uri,
      resource({ uri: `"${uri}"` }),
    ]),
    ...[
      'x://{id}',
      'https://x.com{/id,part}',
      'https://x.com:{id}/',
      'file:///{+id}',
      'x://a{.id}{;part}{#b}',
      'x:{id}?a=b{&part}',
    ].map((uriTemplate) => [uriTemplate, template({ uriTemplate: `"${uriTemplate}"` })]),
  ])('%s', async (_name, text) => {
    expect(await problemsOf(text)).toEqual([]);
  });
});

describe('prompts', () => {
  test.each([
    ['nothing to say', prompt({ messages: undefined }), 'document 1: requires one of `messages`, `target`: add it'],
    [
      'two ways to say it',
      prompt({ target: ECHO }),
      't.yaml:5: document 1: target: only one of `messages`, `target` is allowed, found `messages` and `target`: remove the others',
    ],
    ['no messages', prompt({ messages: '[]' }), 'messages: must NOT have fewer than 1 items'],
    [
      'another role',
      prompt({ messages: '[{ role: system, content: { type: text, text: x } }]' }),
      'messages[0].role: found string "system"; expected one of `user`, `assistant`',
    ],
    [
      'a role that depends on arguments',
      prompt({ messages: '[{ role: "{% $args.role %}", content: { type: text, text: x } }]' }),
      'messages[0].role: found string "{% $args.role %}"; expected one of `user`, `assistant`',
    ],
    [
      'another kind of block',
      prompt({ messages: '[{ role: user, content: { type: txt, text: x } }]' }),
      'messages[0].content.type: found string "txt"; did you mean `text`?',
    ],
    [
      'a block without its text',
      prompt({ messages: '[{ role: user, content: { type: text, txt: x } }]' }),
      'messages[0].content: `text` is missing: add it\nt.yaml:4: document 1: messages[0].content.txt: unknown key `txt`; did you mean `text`?',
    ],
    [
      'bytes that are none',
      prompt({ messages: '[{ role: user, content: { type: image, data: "?", mimeType: image/png } }]' }),
      'messages[0].content.data: is not base64',
    ],
    [
      'an expression that does not parse',
      prompt({ messages: '[{ role: user, content: { type: text, text: "{% ( %}" } }]' }),
      'messages[0].content.text: the expression is not valid',
    ],
    [
      'a priority out of bounds',
      prompt({ messages: '[{ role: user, content: { type: text, text: a, annotations: { priority: 7 } } }]' }),
      'messages[0].content.annotations.priority: must be <= 1',
    ],
    [
      'a month that is none',
      prompt({
        messages: '[{ role: user, content: { type: text, text: a, annotations: { lastModified: 2025-13-01 } } }]',
      }),
      'messages[0].content.annotations.lastModified: is not a valid time',
    ],
    [
      'an icon that is no picture',
      prompt({
        messages: '[{ role: user, content: { type: resource_link, uri: "a:b", name: n, icons: [{ src: x }] } }]',
      }),
      'messages[0].content.icons[0].src: must match',
    ],
    [
      'half an expression',
      prompt({ messages: '[{ role: user, content: { type: text, text: "a {% $args.a %}" } }]' }),
      'an expression must be the whole text',
    ],
    [
      'an unknown variable',
      prompt({ messages: '[{ role: user, content: { type: text, text: "{% $arg.a %}" } }]' }),
      '$arg is not defined here; available: $args',
    ],
    [
      'an argument twice',
      prompt({ arguments: '[{ name: a }, { name: a }]' }),
      'arguments[1].name: the argument `a` is',
    ],
    ['a bad argument name', prompt({ arguments: '[{ name: a b }]' }), 'arguments[0].name: must match'],
    ['an unknown key of an argument', prompt({ arguments: '[{ name: a, type: x }]' }), 'unknown key `type`'],
    [
      'a completion of numbers',
      prompt({ arguments: '[{ name: a, completion: [1] }]' }),
      'arguments[0].completion[0]: expected string, found number 1',
    ],
    [
      'too many completions',
      prompt({ arguments: `[{ name: a, completion: ${many(1_001)} }]` }),
      'arguments[0].completion: must NOT have more than 1000 items',
    ],
    [
      'a completion without a target',
      prompt({ arguments: '[{ name: a, completion: {} }]' }),
      'arguments[0].completion: `target` is missing',
    ],
    [
      "a completion's unknown target",
      prompt({ arguments: '[{ name: a, completion: { target: { type: ecko } } }]' }),
      'arguments[0].completion.target.type: unknown target type `ecko`; did you mean `echo`?',
    ],
    [
      "what only a completion's target knows",
      prompt({ arguments: '[{ name: a, completion: { target: { type: echo, text: forbidden } } }]' }),
      'arguments[0].completion.target.text: do not say forbidden',
    ],
    [
      'what only the target knows',
      prompt({ messages: undefined, target: '{ type: echo, text: forbidden }' }),
      't.yaml:4: document 1: target.text: do not say forbidden',
    ],
    [
      'a target that names no argument',
      prompt({
        arguments: '[{ name: id }]',
        messages: undefined,
        target: '{ type: http, url: "https://example.com/{order}" }',
      }),
      't.yaml:5: document 1: target.url: {order} is not an argument of the tool; its arguments are: id',
    ],
    ['a limit out of bounds', prompt({ limits: '{ timeoutMs: 900000 }' }), 'must be <= 840000'],
    ['there twice', `${prompt()}\n---\n${prompt()}`, 'document 2: name: prompt a/p is already defined in t.yaml:3'],
  ])('%s', async (_name, text, expected) => {
    expect((await problemsOf(text)).join('\n')).toContain(expected);
  });
});

describe('resources', () => {
  test.each([
    ['no address', resource({ uri: undefined }), 'requires one of `uri`, `uriTemplate`: add it'],
    ['two addresses', resource({ uriTemplate: '"docs://{a}"' }), 'uriTemplate: only one of `uri`, `uriTemplate` is'],
    ['no contents', resource({ text: undefined }), 'requires one of `text`, `blob`, `target`: add it'],
    ['two contents', resource({ blob: 'AAEC' }), 'blob: only one of `text`, `blob`, `target` is allowed'],
    ['contents that are no Base64', resource({ text: undefined, blob: '"?"' }), 'blob: is not base64'],
    ['a relative URI', resource({ uri: 'a/b' }), 'uri: must be an absolute URI'],
    ['a URI with a space', resource({ uri: '"docs://a b"' }), 'uri: must be an absolute URI'],
    ['broken percent-encoding', resource({ uri: '"docs://%4"' }), 'uri: must be an absolute URI'],
    ['a URL that is none', resource({ uri: 'https://' }), 'uri: must be an absolute URI'],
    ['a fragment', resource({ uri: '"docs://a#b"' }), 'uri: the URI of a resource cannot have a fragment'],
    ['a template as a URI', resource({ uri: '"docs://{a}"' }), 'uri: a URI cannot contain braces: use `uriTemplate`'],
    [
      'a long URI',
      resource({ uri: `docs://${'a'.repeat(1_020)}` }),
      'uri: it has 1027 characters; at most 1024 are allowed',
    ],
    ['an upper-case scheme', resource({ uri: 'DOCS://a' }), 'use the normal form, which clients may send: `docs://a`'],
    ['dots in a path', resource({ uri: 'https://x.com/a/../b' }), 'which clients may send: `https://x.com/b`'],
    ['needless encoding', resource({ uri: 'docs://%61%2f' }), 'which clients may send: `docs://a%2F`'],
    ['no path of a web page', resource({ uri: 'https://x.com' }), 'which clients may send: `https://x.com/`'],
    ['a template without variables', template({ uriTemplate: 'docs://a' }), 'uriTemplate: it has no variables'],
    ['a template with a modifier', template({ uriTemplate: '"docs://{a*}"' }), 'uriTemplate: `{a*}`: modifiers'],
    ['a template with a variable `uri`', template({ uriTemplate: '"docs://{uri}"' }), 'rename the variable'],
    [
      'a template in capitals',
      template({ uriTemplate: '"https://Example.com/{id}"' }),
      'uriTemplate: use the normal form: clients may send `https://example.com/a` for the expansion `https://Example.com/a`',
    ],
    ['a template of a dotted path', template({ uriTemplate: '"docs://a/../{id}"' }), 'may send `docs://a/a`'],
    ['a template without a path', template({ uriTemplate: '"https://x.com{?id}"' }), 'may send `https://x.com/?id=a`'],
    ['a template with a size', template({ size: '5' }), 'size: the resources of a template differ in size'],
    ['an expression that does not parse', template({ text: '"{% ( %}"' }), 'text: the expression is not valid'],
    ['a completion of nothing', template({ completions: '{ idd: [a] }' }), 'no variable `idd`; did you mean `id`?'],
    ['a completion without a template', resource({ completions: '{ id: [a] }' }), 'has no variable `id`'],
    [
      "a completion's unknown target",
      template({ completions: '{ id: { target: { type: ecko } } }' }),
      'completions.id.target.type: unknown target type `ecko`',
    ],
    ['a bad media type', resource({ mimeType: 'text' }), 'mimeType: must match'],
    ['an unknown annotation', resource({ annotations: '{ readOnlyHint: true }' }), 'unknown key `readOnlyHint`'],
    ['a priority out of bounds', resource({ annotations: '{ priority: 2 }' }), 'annotations.priority: must be <= 1'],
    ['a date that is none', resource({ annotations: '{ lastModified: yesterday }' }), 'lastModified: must match'],
    [
      'a month that is none',
      resource({ annotations: '{ lastModified: 2025-13-01 }' }),
      'annotations.lastModified: is not a valid time: write it as in `2025-01-12T15:00:58Z`, found string "2025-13-01"',
    ],
    [
      'a day that does not exist',
      resource({ annotations: '{ lastModified: "2025-02-30T00:00:00Z" }' }),
      'annotations.lastModified: is not a valid time',
    ],
    [
      'a date without a time, which the official client refuses',
      resource({ annotations: '{ lastModified: "2025-01-12" }' }),
      'annotations.lastModified: is not a valid time: write it as in `2025-01-12T15:00:58Z`',
    ],
    [
      'a time without seconds',
      resource({ annotations: '{ lastModified: "2025-01-12T10:00Z" }' }),
      'annotations.lastModified: is not a valid time',
    ],
    [
      'what only the target knows',
      resource({ text: undefined, target: '{ type: echo, text: forbidden }' }),
      'target.text: do not say forbidden',
    ],
    [
      'a target that names no variable',
      template({ text: undefined, target: '{ type: http, url: "https://example.com/{order}" }' }),
      'target.url: {order} is not an argument of the tool; its arguments are: id, part, uri',
    ],
    [
      'a target that changes a table',
      template({
        text: undefined,
        target:
          '{ type: dynamodb, table: orders, operation: DeleteItem, key: { id: "{% $args.id %}" }, conditionExpression: attribute_exists(id) }',
      }),
      'target.operation: DeleteItem changes the table: only a tool with',
    ],
    [
      'a view of another type',
      resource({ uri: 'ui://a', mimeType: 'text/html' }),
      'mimeType: hosts show a `ui://` resource only with `mimeType: text/html;profile=mcp-app`',
    ],
    ['a view without a type', resource({ uri: 'ui://a' }), 'hosts show a `ui://` resource only with'],
    ['there twice', `${resource()}\n---\n${resource()}`, 'document 2: uri: resource a/docs://a is already defined'],
    [
      'a template twice',
      `${template()}\n---\n${template()}`,
      'document 2: uriTemplate: resource a/docs://{id}/{part} is',
    ],
  ])('%s', async (_name, text, expected) => {
    expect((await problemsOf(text)).join('\n')).toContain(expected);
  });
});

describe('questions of a tool', () => {
  test.each([
    [
      'of no property',
      tool({ ask: '{ idd: Which? }' }),
      'ask.idd: there is no property `idd` in `input`; did you mean `id`?',
    ],
    ['of a method', tool({ ask: '{ constructor: Which? }' }), 'there is no property `constructor`'],
    [
      'of a list',
      tool({ ask: '{ list: Which? }' }),
      'ask.list: a form field must be a string, number, integer or boolean',
    ],
    ['of an unknown type', tool({ ask: '{ n: Which? }' }), 'found nothing as the `type` of `n`'],
    [
      'among numbers',
      tool({ input: '{ type: object, properties: { n: { type: integer, enum: [1, 2] } } }', ask: '{ n: Which? }' }),
      'ask.n: the choices of a form must be strings',
    ],
    [
      'of a format that forms do not know',
      tool({ input: '{ type: object, properties: { n: { type: string, format: uuid } } }', ask: '{ n: Which? }' }),
      'a form field supports the formats email, uri, date and date-time: found string "uuid" in `n`',
    ],
    ['without words', tool({ ask: '{ id: " " }' }), 'ask.id: must not be blank'],
    ['with too many', tool({ ask: `{ id: ${'x'.repeat(2_001)} }` }), 'ask.id: must NOT have more than 2000 characters'],
    ['none', tool({ ask: '{}' }), 'ask: must NOT have fewer than 1 properties'],
    [
      'more than a form should have',
      tool({ ask: `{ ${Array.from({ length: 11 }, (_, index) => `a${index}: Which?`).join()} }` }),
      'ask: must NOT have more than 10 properties',
    ],
    ['that do not parse', tool({ ask: '{ id: "{% ( %}" }' }), 'ask.id: the expression is not valid'],
    ['to confirm, empty', tool({ confirm: '""' }), 'confirm: must NOT have fewer than 1 characters'],
    [
      'to confirm, of an unknown variable',
      tool({ confirm: '"{% $response %}"' }),
      'confirm: $response is not defined here',
    ],
  ])('%s', async (_name, text, expected) => {
    expect((await problemsOf(text)).join('\n')).toContain(expected);
  });
});

describe('other keys', () => {
  test.each([
    [
      'an unknown way to run',
      tool({ task: 'always' }),
      'task: found string "always"; expected one of `optional`, `required`',
    ],
    [
      'a view elsewhere',
      tool({ _meta: '{ ui: { resourceUri: "https://x" } }' }),
      '_meta.ui.resourceUri: must match ^ui://[^\\s]+$, found string "https://x"',
    ],
    [
      'a view elsewhere, by the old key',
      tool({ _meta: '{ "ui/resourceUri": x }' }),
      '_meta["ui/resourceUri"]: must match',
    ],
    [
      'an unknown audience',
      tool({ _meta: '{ ui: { visibility: [all] } }' }),
      '_meta.ui.visibility[0]: found string "all"',
    ],
    ['an icon by plain HTTP', tool({ icons: '[{ src: "http://x" }]' }), 'icons[0].src: must match'],
    ['a script as an icon', tool({ icons: '[{ src: "javascript:x" }]' }), 'icons[0].src: must match'],
    ['a size that is none', tool({ icons: '[{ src: "https://x", sizes: [big] }]' }), 'icons[0].sizes[0]: must match'],
    [
      'a large icon in every result',
      server({ icons: `[{ src: "data:image/png;base64,${'A'.repeat(2_048)}" }]` }),
      'icons[0].src: must NOT have more than 2048 characters',
    ],
    ['scopes twice', server({ scopes: '[read, read]' }), 'scopes'],
    ['a scope with a space', server({ stepUp: '["a b"]' }), 'stepUp[0]'],
    [
      'an offer of a scope that no challenge names',
      server({ stepUp: '[read, offline_access]' }),
      'stepUp[1]: a challenge never names the scope offline_access, so no caller can obtain it: remove it',
    ],
    ['subscriptions to nothing', server({ subscriptions: '{}' }), 'subscriptions: `listChanged` is missing'],
    [
      'a stream longer than a function runs',
      server({ subscriptions: '{ listChanged: true, maxSeconds: 801 }' }),
      'subscriptions.maxSeconds: must be <= 800',
    ],
  ])('%s', async (_name, text, expected) => {
    expect((await problemsOf(text)).join('\n')).toContain(expected);
  });
});

// spec: server/tools#x-mcp-header
describe('parameter headers', () => {
  const header = (name: string) => `{ type: object, properties: { a: { type: string, x-mcp-header: ${name} } } }`;
  const at = (schema: string) => `{ type: object, ${schema} }`;
  const inner = '{ properties: { a: { type: string, x-mcp-header: A } } }';
  test.each([
    ['a carriage return', header('"a\\rb"'), 'letters, digits and hyphens'],
    ['a line feed at the end', header('"a\\n"'), 'letters, digits and hyphens'],
    ['no string', header('5'), 'letters, digits and hyphens'],
    ['on the whole', at('x-mcp-header: A'), 'only a parameter'],
    ['on an object', at('properties: { a: { type: object, x-mcp-header: A } }'), 'string, integer or boolean'],
    ['below oneOf', at(`oneOf: [${inner}]`), 'reached through `properties` alone'],
    ['below anyOf', at(`anyOf: [${inner}]`), 'reached through `properties` alone'],
    ['below allOf', at(`allOf: [${inner}]`), 'reached through `properties` alone'],
    ['below not', at(`not: ${inner}`), 'reached through `properties` alone'],
    ['below if', at(`if: ${inner}`), 'reached through `properties` alone'],
    ['below then', at(`then: ${inner}`), 'reached through `properties` alone'],
    ['below else', at(`else: ${inner}`), 'reached through `properties` alone'],
    [
      'below additionalProperties',
      at('additionalProperties: { type: string, x-mcp-header: A }'),
      'through `properties` alone',
    ],
    [
      'below patternProperties',
      at('patternProperties: { a: { type: string, x-mcp-header: A } }'),
      'through `properties` alone',
    ],
  ])('%s', async (_name, schema, expected) => {
    expect((await problemsOf(tool({ input: schema }))).join('\n')).toContain(expected);
  });
});

describe('the limits of all calls of a tool', () => {
  test('are a rate with its burst, and a number of calls', async () => {
    const limits = '{ timeoutMs: 5, requestsPerSecond: 0.5, burst: 3, concurrentCalls: 2 }';
    expect(await problemsOf(tool({ limits }))).toEqual([]);
    expect(await problemsOf(tool({ limits: '{ requestsPerSecond: 20 }', task: 'optional' }))).toEqual([]);
  });

  test.each([
    ['a burst without a rate', tool({ limits: '{ burst: 3 }' }), 'limits.burst: burst exceeds a rate: also set'],
    [
      'calls in progress of a tool with task',
      tool({ limits: '{ concurrentCalls: 3 }', task: 'optional' }),
      'limits.concurrentCalls: a tool with task cannot limit concurrentCalls; set requestsPerSecond',
    ],
    ['no calls at all', tool({ limits: '{ requestsPerSecond: 0 }' }), 'must be >= 0.001'],
    ['parts of a call', tool({ limits: '{ concurrentCalls: 1.5 }' }), 'expected integer, found number 1.5'],
    ['the key of another limit', tool({ limits: '{ concurrent: 1 }' }), 'limits.concurrent'],
    ['a rate of a prompt', prompt({ limits: '{ requestsPerSecond: 1 }' }), 'limits.requestsPerSecond'],
    ['calls of a resource', resource({ limits: '{ concurrentCalls: 1 }' }), 'limits.concurrentCalls'],
  ])('%s is refused', async (_name, text, expected) => {
    expect((await problemsOf(text)).join('\n')).toContain(expected);
  });
});
