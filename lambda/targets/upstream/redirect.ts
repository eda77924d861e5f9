import type { Mask } from '../secrets/index.ts';
import { type ResponseHead, requestLabel, type UpstreamRequest } from './wire.ts';

/** Redirects that one request may follow. */
export const MAX_REDIRECTS = 5;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Headers that are sent to another origin too; any other header may be a credential. */
const PUBLIC_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-length',
  'content-type',
  'user-agent',
]);

/** Returns whether a request may continue at a URL. */
export type RedirectRule = (from: URL, to: URL) => boolean;

/**
 * Creates the rule for redirects and next links: the same origin, or a host that the tool lists, and never from https to http.
 *
 * @param hosts `host` for the protocol's default port, else `host:port`; `*.host` stands for all names below a host
 */
export function redirectRule(hosts: readonly string[]): RedirectRule {
  const names = hosts.map((host) => host.toLowerCase());
  const listed = new Set(names);
  const endings = names.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  return (from, to) => {
    if (to.origin === from.origin) return true;
    if (to.protocol !== 'https:' && (to.protocol !== 'http:' || from.protocol === 'https:')) return false;
    if (to.username !== '' || to.password !== '') return false;
    return listed.has(to.host) || endings.some((ending) => to.host.length > ending.length && to.host.endsWith(ending));
  };
}

/** Returns the URL of a request. */
export function urlOf({ origin: { protocol, hostname, port }, path }: UpstreamRequest): URL {
  return new URL(`${protocol}//${hostname}${port === '' ? '' : `:${port}`}${path}`);
}

/**
 * Returns the request that follows a redirect. spec: Fetch, HTTP-redirect fetch
 *
 * @param mask the call's, because an upstream may echo a secret in a URL that it chooses
 * @returns `undefined` when the response is not a redirect, or may not be followed
 */
export function redirected(
  request: UpstreamRequest,
  { status, headers }: ResponseHead,
  mayGo: RedirectRule,
  mask: Mask,
): UpstreamRequest | undefined {
  if (!REDIRECTS.has(status) || headers.location === undefined) return undefined;
  const from = urlOf(request);
  if (!URL.canParse(headers.location, from.href)) return undefined;
  const to = new URL(headers.location, from);
  if (!mayGo(from, to)) return undefined;
  return goTo(dropsBody(status, request.method) ? withoutBody(request) : request, to, mask);
}

function dropsBody(status: number, method: string): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}

/** Returns the request as one with GET and without a body. */
export function withoutBody(request: UpstreamRequest): UpstreamRequest {
  const { 'content-type': _type, 'content-length': _length, ...headers } = request.headers;
  return { ...request, method: 'GET', headers, body: undefined };
}

/** Returns the same request to another URL; another origin receives no header that may be a credential. */
export function goTo(request: UpstreamRequest, to: URL, mask: Mask): UpstreamRequest {
  const { protocol, hostname, port } = to;
  const same = to.origin === urlOf(request).origin;
  const headers = same
    ? request.headers
    : Object.fromEntries(Object.entries(request.headers).filter(([name]) => PUBLIC_HEADERS.has(name)));
  return {
    ...request,
    label: requestLabel(request.method, to.host, mask.text(to.pathname)),
    origin: { protocol: protocol === 'https:' ? 'https:' : 'http:', hostname, port },
    path: to.pathname + to.search,
    headers,
  };
}
