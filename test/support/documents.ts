import type { ServerDocument, ToolDocument } from '../../lambda/catalog/documents.ts';

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
