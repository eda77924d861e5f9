import type {
  CatalogDocument,
  PromptDocument,
  ResourceDocument,
  ToolDocument,
} from '../../../../lambda/catalog/index.ts';
import { SCHEMAS } from './schemas.ts';

/** What the servers under attack offer: something of every kind that a document can say. */

export const SERVER = 'target';
/** A server whose lists have several pages. */
export const PAGED = 'paged';
/** What a tool says that ran, so that running without leave shows. */
export const RAN = 'it ran';

function tool(name: string, more: Partial<ToolDocument> = {}): ToolDocument {
  const target = { type: 'static', text: RAN };
  return { kind: 'Tool', server: SERVER, name, description: name, input: { type: 'object' }, target, ...more };
}

const withSchemas = Object.entries(SCHEMAS).map(([name, input]) => tool(name, { input }));

const headers = tool('headers', {
  input: {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      count: { type: 'integer', 'x-mcp-header': 'Count' },
      dry: { type: 'boolean', 'x-mcp-header': 'Dry-Run' },
      deep: { type: 'object', properties: { inner: { type: 'string', 'x-mcp-header': 'Inner' } } },
    },
  },
});

const ITEM = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
const SIZED = {
  type: 'object',
  properties: { size: { type: 'string', enum: ['s', 'm'] }, count: { type: 'integer' } },
  required: ['size'],
};

const special: readonly ToolDocument[] = [
  headers,
  tool('confirmed', { input: ITEM, confirm: "{% 'Delete ' & $args.id & '?' %}" }),
  tool('asked', { input: SIZED, ask: { size: 'Which size?' } }),
  tool('both', { input: SIZED, ask: { size: 'Which size?' }, confirm: "{% 'Order ' & $args.size & '?' %}" }),
  tool('background', { input: ITEM, task: 'optional' }),
  tool('job', { input: ITEM, task: 'required', confirm: 'Start?' }),
  tool('broken', { target: { type: 'static', text: 'Out of order', isError: true } }),
  tool('counted', {
    output: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
    target: { type: 'static', json: { n: 1 } },
  }),
  tool('locked', { scopes: ['admin'] }),
];

const PROMPTS: readonly PromptDocument[] = [
  {
    kind: 'Prompt',
    server: SERVER,
    name: 'review',
    arguments: [
      { name: 'language', required: true, completion: ['Go', 'Java', 'TypeScript', '日本語', 'İstanbul'] },
      { name: 'style' },
    ],
    messages: [{ role: 'user', content: { type: 'text', text: "{% 'Review this ' & $args.language %}" } }],
  },
  {
    kind: 'Prompt',
    server: SERVER,
    name: 'echo',
    arguments: [{ name: 'text', required: true }],
    messages: [{ role: 'assistant', content: { type: 'text', text: '{% $args.text %}' } }],
  },
];

const RESOURCES: readonly ResourceDocument[] = [
  { kind: 'Resource', server: SERVER, uri: 'target://readme', name: 'readme', text: 'Read me.' },
  { kind: 'Resource', server: SERVER, uri: 'target://pixel', name: 'pixel', mimeType: 'image/png', blob: 'AAAA' },
  {
    kind: 'Resource',
    server: SERVER,
    uriTemplate: 'target://items/{id}',
    name: 'item',
    text: '{% $args.id %}',
    completions: { id: ['one', 'two', 'three'] },
  },
  {
    kind: 'Resource',
    server: SERVER,
    uriTemplate: 'target://search/{area}{?q,page}',
    name: 'search',
    text: "{% $args.area & ':' & $args.q %}",
  },
  { kind: 'Resource', server: SERVER, uriTemplate: 'target://files/{+path}', name: 'file', text: '{% $args.path %}' },
];

export const TOOLS: readonly ToolDocument[] = [...withSchemas, ...special];

export const DOCUMENTS: readonly CatalogDocument[] = [
  { kind: 'Server', server: SERVER, instructions: 'Be kind.', subscriptions: { listChanged: true, maxSeconds: 60 } },
  ...TOOLS,
  ...PROMPTS,
  ...RESOURCES,
];

// Quotes weigh most on the buffered path, where they are escaped twice.
const LONG = '"'.repeat(16_000);

/** Three pages or so of every list. */
export const PAGED_DOCUMENTS: readonly CatalogDocument[] = Array.from({ length: 30 }, (_, number) => {
  const name = `n${number}`;
  const common = { server: PAGED, name, description: LONG };
  const message = { role: 'user', content: { type: 'text', text: name } } as const;
  return [
    { kind: 'Tool', ...common, input: { type: 'object' }, target: { type: 'static', text: name } },
    { kind: 'Prompt', ...common, messages: [message] },
    { kind: 'Resource', ...common, uri: `paged://${name}`, text: name },
    { kind: 'Resource', ...common, uriTemplate: `paged://${name}/{id}`, text: name },
  ] as const;
}).flat();
