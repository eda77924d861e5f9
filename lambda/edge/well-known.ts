import { type AuthSettings, METADATA_PATH } from '../auth/index.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { refusalResponse } from '../refusal.ts';
import { serverOf } from './paths.ts';

/** Responds to a request below `/.well-known/`; `undefined` for any other path. */
export type WellKnown = (request: HttpRequest) => HttpResponse | undefined;

const PREFIX = '/.well-known/';
const METHODS = 'GET, HEAD, OPTIONS';
const CACHE_SECONDS = 300;

/** Any page may read metadata: it is public, and clients in browsers start with it. Fetch standard, section 3.2 */
const ANY_ORIGIN: HttpResponse['headers'] = { 'access-control-allow-origin': '*' };

/**
 * Creates the metadata documents of a stage's servers, which clients read before they log in. RFC 9728 Whether a server exists makes
 * no difference, and nothing is read: a document reveals nothing about the catalogue.
 *
 * @param publicUrl URL of the endpoint, without a trailing slash
 */
export function createWellKnown(publicUrl: string, settings: AuthSettings): WellKnown {
  return (request) => {
    const { method, path } = request;
    if (!path.startsWith(PREFIX)) return undefined;
    const name = nameOfResource(path, settings);
    if (settings.issuers === undefined || name === undefined) return refuse(404, -32601, 'No such document');
    if (method === 'OPTIONS') return preflight(request);
    if (method !== 'GET' && method !== 'HEAD') return refuse(405, -32600, 'Method not allowed: use GET', METHODS);
    const document = {
      // RFC 9728 section 3.3: identical to the resource that the client derived the document's URL from.
      resource: publicUrl + path.slice(METADATA_PATH.length),
      authorization_servers: settings.issuers.map(({ issuer }) => issuer),
      scopes_supported: settings.scopesSupported,
      bearer_methods_supported: ['header'],
      resource_name: name === '' ? new URL(publicUrl).host : name,
    };
    return {
      status: 200,
      headers: {
        ...ANY_ORIGIN,
        'content-type': 'application/json',
        'cache-control': `public, max-age=${CACHE_SECONDS}`,
      },
      body: method === 'HEAD' ? '' : JSON.stringify(document),
    };
  };
}

/** The server that a metadata document is about; empty for the endpoint itself, which only `audience: deployment` has. */
function nameOfResource(path: string, { audience }: AuthSettings): string | undefined {
  if (!path.startsWith(METADATA_PATH)) return undefined;
  const resource = path.slice(METADATA_PATH.length);
  if (resource === '' || resource === '/') return audience === 'deployment' ? '' : undefined;
  return serverOf(resource);
}

function preflight({ headers }: HttpRequest): HttpResponse {
  const requested = headers['access-control-request-headers'] ?? '';
  // A document needs no header, and clients send MCP-Protocol-Version. Only names are repeated, never another header.
  const allowed = /^[a-z0-9, -]{0,500}$/i.test(requested) ? requested : '';
  return {
    status: 204,
    headers: {
      ...ANY_ORIGIN,
      allow: METHODS,
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': allowed,
      'access-control-max-age': '7200',
    },
    body: '',
  };
}

function refuse(status: number, code: number, message: string, allow?: string): HttpResponse {
  return refusalResponse({ status, code, message, headers: { ...ANY_ORIGIN, ...(allow !== undefined && { allow }) } });
}
