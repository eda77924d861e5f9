import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { addressOf, closeServer, listenOnLoopback } from '../http.ts';
import type { AuthorizationServerOptions } from './options.ts';
import { createProvider } from './provider.ts';
import { answerInteraction } from './sign-in.ts';
import { createAuthorizationStore } from './store.ts';

/** An authorization server on loopback. */
export interface AuthorizationServer {
  /** `http://127.0.0.1:PORT`, which is also the exact `iss` of its tokens. */
  readonly issuer: string;
  /** The user whom the sign-in page suggests, or logs in without a question. */
  user: string;
  /** Requests so far, such as `GET /jwks`; the last 1,000. */
  readonly seen: string[];
  /** Publishes new keys and signs with them from now on; the old ones are gone. */
  rotateKeys(): void;
  close(): Promise<void>;
}

const MAX_SEEN = 1_000;
/** What a request target that is no URL leads to. */
const NOWHERE = new URL('http://127.0.0.1/');

/**
 * Starts an authorization server with everything that the specification asks for: metadata, PKCE, resource indicators, JWT access
 * tokens (RFC 9068), refresh tokens, dynamic registration and client ID metadata documents. Users, clients and tokens are in memory.
 */
export async function startAuthorizationServer(options: AuthorizationServerOptions = {}): Promise<AuthorizationServer> {
  const seen: string[] = [];
  const serve: RequestListener = (request, response) => {
    seen.push(`${request.method} ${request.url?.split('?')[0]}`);
    if (seen.length > MAX_SEEN) seen.shift();
    // Metadata names this host, and a page whose name resolves to loopback (DNS rebinding) sends its own.
    if (request.headers.host !== addressOf(server)) {
      response.writeHead(403).end(`The local authorization server accepts only Host: ${addressOf(server)}\n`);
    } else if (request.url?.startsWith('/interaction/')) {
      answerInteraction(provider, { user: state.user, asks: options.asks ?? false }, request, response).catch(() => {
        if (!response.headersSent) response.writeHead(400);
        response.end('This sign-in has ended, or did not start in this browser. Start it again in your client.\n');
      });
    } else {
      request.url = withScope(request.url ?? '/');
      provider.callback()(request, response);
    }
  };
  const server = createServer(serve);
  const issuer = `http://${await listenOnLoopback(server, options.port)}`;
  const keep = { adapter: createAuthorizationStore(), cookies: { keys: [randomBytes(16).toString('hex')] } };
  const create = () => createProvider(issuer, options, keep);
  let provider = create();
  const state: AuthorizationServer = {
    issuer,
    user: 'alice',
    seen,
    rotateKeys() {
      provider = create();
    },
    close: () => closeServer(server),
  };
  return state;
}

/**
 * Gives a request without scopes a default, because oidc-provider refuses it. RFC 6749 section 3.3 Clients ask for none where a
 * server names none; the default says nothing to a resource.
 */
function withScope(url: string): string {
  // `//` is no URL, and any page can send it: it must not end the local stack.
  const { pathname, search, searchParams } = URL.parse(url, 'http://127.0.0.1') ?? NOWHERE;
  if (pathname !== '/auth' || (searchParams.get('scope') ?? '') !== '') return url;
  searchParams.set('scope', 'openid');
  return `${pathname}${search === '' ? '' : `?${searchParams}`}`;
}
