import { Agent as Connections, request as send } from 'node:http';
import type { JsonObject } from '../../lambda/json.ts';

/** How an agent receives responses. `buffered` opts in to nothing and receives plain JSON at the end. */
export type Way = 'buffered' | 'SSE' | 'JSON-lines';

/** The encodings that stream. */
export const STREAMED = ['SSE', 'JSON-lines'] as const;

/** A call in progress; times are values of `performance.now()`. */
export interface Call {
  readonly startedAt: number;
  /** When the first message was complete: a partial result, or the response if there is none. */
  readonly first: Promise<number>;
  /** When the response was complete. */
  readonly end: Promise<Answer>;
}

/** A complete response. */
interface Answer {
  readonly endedAt: number;
  readonly text: string;
}

/** One agent with persistent connections. */
export class Agent {
  readonly #connections = new Connections({ keepAlive: true });
  readonly #url: string;

  /** @param url of the MCP server */
  constructor(url: string) {
    this.#url = url;
  }

  call(name: string, args: JsonObject, way: Way): Call {
    const { headers, body } = callRequest(name, args, way);
    const first = Promise.withResolvers<number>();
    const end = Promise.withResolvers<Answer>();
    const startedAt = performance.now();
    const options = { agent: this.#connections, method: 'POST', headers } as const;
    const request = send(this.#url, options, (response) => {
      let text = '';
      let begun = false;
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (begun || !text.includes(SEPARATORS[way])) return;
        begun = true;
        first.resolve(performance.now());
      });
      response.on('end', () => {
        const endedAt = performance.now();
        first.resolve(endedAt);
        end.resolve({ endedAt, text });
      });
    });
    request.on('error', (error) => {
      first.reject(error);
      end.reject(error);
    });
    request.end(body);
    // A caller may await only one of them.
    first.promise.catch(() => {});
    end.promise.catch(() => {});
    return { startedAt, first: first.promise, end: end.promise };
  }

  close(): void {
    this.#connections.destroy();
  }
}

/** Ends of messages. A buffered response is one message. */
const SEPARATORS: Readonly<Record<Way, string>> = { buffered: '\0', SSE: '\n\n', 'JSON-lines': '\n' };

const REVISION = '2026-07-28';

/** A complete `tools/call`. Partial results need the capability and the token over SSE; JSON lines need only the Accept header. */
export function callRequest(name: string, args: JsonObject, way: Way) {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name,
      arguments: args,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': REVISION,
        'io.modelcontextprotocol/clientInfo': { name: 'bench-agent', version: '1.0.0' },
        'io.modelcontextprotocol/clientCapabilities': way === 'SSE' ? { partialResults: {} } : {},
        ...(way === 'SSE' && { partialResultToken: 'p' }),
      },
    },
  });
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    accept: way === 'JSON-lines' ? 'application/json-lines' : 'application/json, text/event-stream',
    'mcp-protocol-version': REVISION,
    'mcp-method': 'tools/call',
    'mcp-name': name,
  };
  return { headers, body };
}
