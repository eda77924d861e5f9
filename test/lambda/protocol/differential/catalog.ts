import type {
  CatalogDocument,
  PromptDocument,
  ResourceDocument,
  ToolDocument,
} from '../../../../lambda/catalog/index.ts';

/** What both servers offer: written once as our documents, and read from them by theirs. */

const server = 'twin';

export const TOOLS: readonly ToolDocument[] = [
  {
    kind: 'Tool',
    server,
    name: 'greet',
    description: 'Greets.',
    input: { type: 'object', properties: { name: { type: 'string' } } },
    target: { type: 'static', text: 'Hello' },
  },
  {
    kind: 'Tool',
    server,
    name: 'strict',
    description: 'Wants a count.',
    input: {
      type: 'object',
      properties: { count: { type: 'integer', minimum: 1 } },
      required: ['count'],
      additionalProperties: false,
    },
    target: { type: 'static', text: 'Counted' },
  },
  {
    kind: 'Tool',
    server,
    name: 'broken',
    description: 'Fails, in words for the agent.',
    input: { type: 'object' },
    target: { type: 'static', text: 'Out of order', isError: true },
  },
];

export const PROMPTS: readonly PromptDocument[] = [
  {
    kind: 'Prompt',
    server,
    name: 'review',
    description: 'Asks for a review.',
    arguments: [{ name: 'language', required: true, completion: ['Go', 'Java', 'TypeScript'] }],
    messages: [{ role: 'user', content: { type: 'text', text: 'Review it.' } }],
  },
];

export const RESOURCES: readonly ResourceDocument[] = [
  { kind: 'Resource', server, uri: 'twin://readme', name: 'readme', mimeType: 'text/plain', text: 'Read me.' },
  {
    kind: 'Resource',
    server,
    uriTemplate: 'twin://items/{id}',
    name: 'item',
    mimeType: 'text/plain',
    text: 'An item.',
  },
];

export const DOCUMENTS: readonly CatalogDocument[] = [
  { kind: 'Server', server, version: '1.0.0', instructions: 'Be kind.' },
  ...TOOLS,
  ...PROMPTS,
  ...RESOURCES,
];
