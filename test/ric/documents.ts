import type { ToolDocument } from '../../lambda/catalog/index.ts';
import { toolDocument } from '../support/documents.ts';

/** Name of the server that has the tools. */
export const SERVER = 'ric';

/**
 * The tools that the checks call: one responds at once, one streams the lines of an upstream, and one the parts of a function.
 *
 * @param port the upstream's port on loopback
 */
export function toolsFor(port: number): readonly ToolDocument[] {
  const url = `http://127.0.0.1:${port}/{path}`;
  return [
    toolDocument('hello', { server: SERVER, input: { type: 'object' } }),
    toolDocument('lines', {
      server: SERVER,
      input: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
      limits: { timeoutMs: 50_000 },
      target: { type: 'http', url, stream: 'ndjson', retries: 0 },
    }),
    toolDocument('counts', {
      server: SERVER,
      input: {
        type: 'object',
        properties: { url: { type: 'string' }, parts: { type: 'integer' } },
        required: ['url', 'parts'],
      },
      limits: { timeoutMs: 50_000, resultBytes: 6_000_000 },
      target: { type: 'lambda', function: 'counts' },
    }),
  ];
}
