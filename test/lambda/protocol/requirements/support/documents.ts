import type {
  PromptDocument,
  ResourceDocument,
  ServerDocument,
  ToolDocument,
} from '../../../../../lambda/catalog/index.ts';
import { SERVER } from './deployment.ts';

/** A tool with all that a test does not care about. */
export function tool(document: Partial<ToolDocument> = {}): ToolDocument {
  return {
    kind: 'Tool',
    server: SERVER,
    name: 'greet',
    description: 'Greets.',
    input: { type: 'object' },
    target: { type: 'static', text: 'Hello' },
    ...document,
  };
}

/** A prompt with all that a test does not care about. */
export function prompt(document: Partial<PromptDocument> = {}): PromptDocument {
  const messages = [{ role: 'user', content: { type: 'text', text: 'Review it.' } }] as const;
  const given = document.target === undefined ? { messages } : {};
  return { kind: 'Prompt', server: SERVER, name: 'review', ...given, ...document };
}

/** A resource with all that a test does not care about. */
export function resource(document: Partial<ResourceDocument> = {}): ResourceDocument {
  const where = document.uriTemplate === undefined ? { uri: 'note://1' } : {};
  const what = document.blob === undefined && document.target === undefined ? { text: 'A note.' } : {};
  return { kind: 'Resource', server: SERVER, name: 'note', ...where, ...what, ...document };
}

/** The server's own document. */
export function server(document: Partial<ServerDocument> = {}): ServerDocument {
  return {
    kind: 'Server',
    server: SERVER,
    title: 'Test server',
    version: '1.2.3',
    instructions: 'Be kind.',
    ...document,
  };
}
