import { discard } from '../decode/index.ts';
import { ServerUnreachable } from '../errors/index.ts';
import type { Endpoint, HeaderMap, PostRequest } from './endpoint.ts';
import { loadRefusals } from './load-refusals.ts';
import { orAborted } from './waiting.ts';

/** JSON lines first: Spillway chooses by order. Other servers know the latter two. */
const ACCEPT = 'application/json-lines, application/json, text/event-stream';

/**
 * Sends a request and follows redirects within the origin. No credentials reach another origin.
 *
 * @throws ServerUnreachable
 * @throws NotAnMcpResponse for a redirect to another origin
 */
export async function send(endpoint: Endpoint, request: PostRequest): Promise<Response> {
  const { signal, message, headers: protocol } = request;
  const own = await orAborted(endpoint.headers(), signal);
  const init = { method: 'POST', body: JSON.stringify(message), ...(signal !== undefined && { signal }) };
  let url = endpoint.url;
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetchOnce(endpoint, request, url, {
      ...init,
      headers: merge(own, protocol),
      redirect: 'manual',
    });
    if (response.type === 'opaqueredirect') {
      const { safeElsewhere } = await loadRefusals();
      return fetchOnce(endpoint, request, url, {
        ...init,
        headers: merge(safeElsewhere(own), protocol),
        redirect: 'follow',
      });
    }
    if (response.status < 300 || response.status > 399) return response;
    discard(response.body);
    const { targetOf } = await loadRefusals();
    url = targetOf(response, response.url || url, redirects);
  }
}

async function fetchOnce(
  { fetch }: Endpoint,
  { isSafe }: PostRequest,
  url: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw init.signal.reason;
    throw new ServerUnreachable(url, error, isSafe);
  }
}

function merge(own: HeaderMap, protocol: HeaderMap): Headers {
  const headers = new Headers();
  for (const [name, value] of [...Object.entries(own), ...Object.entries(protocol)]) {
    try {
      headers.set(name, value);
    } catch {
      // The engine's words quote the value, which may be a credential.
      throw new TypeError(`The header ${JSON.stringify(name)} has characters that a header must not have`);
    }
  }
  headers.set('accept', protocol.accept ?? ACCEPT);
  headers.set('content-type', 'application/json');
  return headers;
}
