import type { Authenticate, Authentication, Challenges, InsufficientScope, Principal } from '../auth/index.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import type { Protocol } from '../protocol/index.ts';
import { type Refusal, refusalResponse } from '../refusal.ts';
import type { OriginCheck } from './origins.ts';
import { serverOf } from './paths.ts';
import type { WellKnown } from './well-known.ts';

/** Dependencies and limits of the HTTP handler. */
export interface HttpHandlerOptions {
  readonly authenticate: Authenticate;
  /** Makes the refusals of callers who lack scopes. */
  readonly challenges: Challenges;
  readonly protocol: Protocol;
  /** Responds to requests for metadata, which need no caller. */
  readonly wellKnown: WellKnown;
  readonly isAllowedOrigin: OriginCheck;
  /** Maximum bytes of a request body. */
  readonly bodyBytes: number;
}

/** Responds to any HTTP request, without a promise if it is refused at once; never rejects. */
export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

const METHODS = 'POST, OPTIONS';
// A DELETE is not served, but its preflight must pass, so that the page reads the 405. GET needs no permission.
const CORS_METHODS = 'POST, DELETE';
const JSON_MEDIA_TYPE = 'application/json';
/** The same in other spellings, and with parameters. */
const JSON_SPELLINGS = /^application\/json\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s";]*)/i;
// ASCII is a part of UTF-8. RFC 8259 section 8.1: JSON between systems is UTF-8.
const UTF8 = /^(?:utf-?8|us-ascii)?$/i;
const NO_CODING = /^(?:identity)?$/i;
// The headers that MCP clients send. spec: basic/transports/streamable-http#request-metadata. `Mcp-Param-*` has no fixed list.
// Trace context and baggage are the headers of W3C; the AI SDK sets `User-Agent`, for which Firefox sends a preflight.
const REQUEST_HEADER =
  /^(?:accept|authorization|baggage|content-type|last-event-id|traceparent|tracestate|user-agent|x-api-key|mcp-[a-z0-9-]+)$/;
// The response headers that a web page's script must read: the challenge, when to try again, and the session ID of clients before
// 2026-07-28.
const EXPOSED = 'WWW-Authenticate, Retry-After, Mcp-Session-Id';
/** Seconds after which a caller that has obtained its scopes by now repeats the request where it runs. */
const ADMITTED_RETRY_SECONDS = 1;
const PREFLIGHT_SECONDS = 7200;

/** Creates the HTTP handler: it checks path, method, origin, media type and size before the body is parsed. */
export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  const { authenticate, challenges, protocol, wellKnown, isAllowedOrigin, bodyBytes } = options;
  return (request) => {
    const { headers } = request;
    const server = serverOf(request.path);
    if (server === undefined)
      return wellKnown(request) ?? refuse(404, -32601, 'No such path; MCP servers are at /mcp/{server}');
    const { origin } = headers;
    if (origin === undefined) return answer(request, server);
    if (!isAllowedOrigin(origin)) return refuse(403, -32600, 'Origin not allowed');
    const response = answer(request, server);
    return response instanceof Promise
      ? response.then((answered) => withCors(answered, origin))
      : withCors(response, origin);
  };

  function answer(request: HttpRequest, server: string): HttpResponse | Promise<HttpResponse> {
    if (request.method === 'OPTIONS') return preflight(request);
    if (request.method !== 'POST')
      return refuse(405, -32600, 'Method not allowed; POST a JSON-RPC request', { allow: METHODS });
    const type = request.headers['content-type'] ?? '';
    if (type !== JSON_MEDIA_TYPE) {
      if (!JSON_SPELLINGS.test(type)) return refuse(415, -32600, 'Content-Type must be application/json');
      if (!UTF8.test(CHARSET.exec(type)?.[1] ?? '')) return refuse(415, -32600, 'The charset must be UTF-8');
    }
    const coding = request.headers['content-encoding'];
    // RFC 9110 section 15.5.16: the response names the content codings that the server accepts.
    if (coding !== undefined && !NO_CODING.test(coding)) {
      return refuse(415, -32600, 'Send the body without Content-Encoding', { 'accept-encoding': 'identity' });
    }
    if (request.invalidUtf8) return refuse(400, -32700, 'The body is not UTF-8');
    // A character is at most three bytes, so a short body needs no counting.
    if (request.body.length * 3 > bodyBytes && Buffer.byteLength(request.body) > bodyBytes) {
      return refuse(413, -32600, `The body is larger than ${bodyBytes} bytes`);
    }
    const found = authenticate(request, server);
    return found instanceof Promise
      ? found.then((known) => admit(known, request, server))
      : admit(found, request, server);
  }

  function admit(found: Authentication, request: HttpRequest, server: string): HttpResponse | Promise<HttpResponse> {
    return 'refusal' in found ? refusalResponse(found.refusal) : respond(request, server, found.principal);
  }

  function respond(request: HttpRequest, server: string, principal: Principal): Promise<HttpResponse> {
    let refused: HttpResponse | undefined;
    const challenge = ({ scopes }: InsufficientScope) => {
      refused = refusalResponse(challenges.insufficient(request, principal, scopes));
      return refused;
    };
    const response = protocol(request, server, principal, challenge);
    return request.challenge ? response.then(() => refused ?? ADMITTED) : response;
  }
}

/** The response to a request that was redirected for its challenge, and needs none now: it has not run. */
const ADMITTED = refusalResponse({
  status: 503,
  code: -32603,
  message: 'The caller has the scopes that were missing. Send the request again, without the challenge parameter',
  headers: { 'retry-after': String(ADMITTED_RETRY_SECONDS) },
});

// Fetch standard, section 3.2 (CORS protocol): allows only the requested headers that are known, and never credentials.
function preflight({ headers }: HttpRequest): HttpResponse {
  const requested = (headers['access-control-request-headers'] ?? '').toLowerCase().split(',');
  const allowed = requested.map((name) => name.trim()).filter((name) => REQUEST_HEADER.test(name));
  return {
    status: 204,
    headers: {
      allow: METHODS,
      'access-control-allow-methods': CORS_METHODS,
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

function refuse(status: number, code: number, message: string, headers?: Refusal['headers']): HttpResponse {
  return refusalResponse({ status, code, message, ...(headers && { headers }) });
}
