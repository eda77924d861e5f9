import type { PromptDocument, ResourceDocument, ServerDocument, ToolDocument } from '../../lambda/catalog/index.ts';

/** A tool document that a test may change. */
export function toolDocument(name: string, more: Partial<ToolDocument> = {}): ToolDocument {
  return {
    kind: 'Tool',
    server: 'orders',
    name,
    description: `What ${name} does`,
    input: { type: 'object', properties: { customer: { type: 'string' } } },
    target: { type: 'static', content: [{ type: 'text', text: name }] },
    ...more,
  };
}

/** A server document that a test may change. */
export function serverDocument(more: Partial<ServerDocument> = {}): ServerDocument {
  return { kind: 'Server', server: 'orders', ...more };
}

/** A prompt document that a test may change. */
export function promptDocument(name: string, more: Partial<PromptDocument> = {}): PromptDocument {
  return {
    kind: 'Prompt',
    server: 'orders',
    name,
    messages: [{ role: 'user', content: { type: 'text', text: name } }],
    ...more,
  };
}

/** A resource document that a test may change. */
export function resourceDocument(uri: string, more: Partial<ResourceDocument> = {}): ResourceDocument {
  return { kind: 'Resource', server: 'orders', uri, name: uri, text: uri, ...more };
}

/** A template document that a test may change. */
export function templateDocument(uriTemplate: string, more: Partial<ResourceDocument> = {}): ResourceDocument {
  return { kind: 'Resource', server: 'orders', uriTemplate, name: uriTemplate, text: uriTemplate, ...more };
}
