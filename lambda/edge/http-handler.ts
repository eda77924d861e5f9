import { authenticate } from '../auth/index.ts';
import type { HttpRequest, HttpResponse, Protocol } from '../protocol/index.ts';
import { exceedsBytes } from '../text/index.ts';
import type { OriginCheck } from './origins.ts';

/** What the HTTP handler is made of. */
export interface HttpHandlerOptions {
  readonly protocol: Protocol;
  readonly isAllowedOrigin: OriginCheck;
  /** Bytes of a request body. */
  readonly bodyBytes: number;
}

/** Answers any HTTP request; never rejects. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>;

// The same pattern that the load balancer's rules use.
const ENDPOINT = /^\/mcp(?:\/([a-z0-9-]{1,64}))?$/;
const DEFAULT_SERVER = 'default';
const METHODS = 'POST, OPTIONS';
const JSON_MEDIA_TYPE = /^application\/json\s*(?:;|$)/i;
// What MCP clients send, spec: basic/transports/streamable-http#request-metadata. `Mcp-Param-*` has no fixed list.
const REQUEST_HEADER = /^(?:accept|authorization|content-type|last-event-id|x-api-key|mcp-[a-z0-9-]+)$/;
// What a page's script must read of an answer: the challenge, and the session that clients before 2026-07-28 are given.
const EXPOSED = 'WWW-Authenticate, Mcp-Session-Id';
const PREFLIGHT_SECONDS = 7200;

/** Makes the HTTP handler: paths, methods, browsers' origins, media type and size, before anyone reads the body. */
export function createHttpHandler({ protocol, isAllowedOrigin, bodyBytes }: HttpHandlerOptions): HttpHandler {
  return async (request) => {
    const { headers } = request;
    const server = serverOf(request.path);
    if (server === undefined) return refuse(404, -32601, 'No such path; MCP servers are at /mcp/{server}');
    const origin = headers.origin;
    if (origin !== undefined && !isAllowedOrigin(origin)) return refuse(403, -32600, 'Origin not allowed');
    const response = await answer(request, server);
    return origin === undefined ? response : withCors(response, origin);
  };

  function answer(request: HttpRequest, server: string): HttpResponse | Promise<HttpResponse> {
    if (request.method === 'OPTIONS') return preflight(request);
    if (request.method !== 'POST')
      return refuse(405, -32600, 'Method not allowed; POST a JSON-RPC request', { allow: METHODS });
    if (!JSON_MEDIA_TYPE.test(request.headers['content-type'] ?? '')) {
      return refuse(415, -32600, 'Content-Type must be application/json');
    }
    if (exceedsBytes(request.body, bodyBytes)) {
      return refuse(413, -32600, `The body is larger than ${bodyBytes} bytes`);
    }
    return protocol(request, server, authenticate());
  }
}

function serverOf(path: string): string | undefined {
  const match = ENDPOINT.exec(path);
  return match ? (match[1] ?? DEFAULT_SERVER) : undefined;
}

// Fetch standard, section 3.2 (CORS protocol): only what was asked for and is known is allowed; credentials never are.
function preflight({ headers }: HttpRequest): HttpResponse {
  const asked = (headers['access-control-request-headers'] ?? '').toLowerCase().split(',');
  const allowed = asked.map((name) => name.trim()).filter((name) => REQUEST_HEADER.test(name));
  return {
    status: 204,
    headers: {
      allow: METHODS,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': allowed.join(', '),
      'access-control-max-age': String(PREFLIGHT_SECONDS),
    },
    body: '',
  };
}

function withCors(response: HttpResponse, origin: string): HttpResponse {
  const cors = {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED,
    vary: 'Origin',
  };
  return { ...response, headers: { ...response.headers, ...cors } };
}

/** A refusal before any request was read: an error response without an id. */
function refuse(status: number, code: number, message: string, headers: HttpResponse['headers'] = {}): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', error: { code, message } }),
  };
}
