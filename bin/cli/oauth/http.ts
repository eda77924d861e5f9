import { isJsonObject, type JsonObject } from '../../../lambda/json.ts';

/** A step of a login failed. The message says which server, and what would be right. */
export class OAuthFailed extends Error {
  override readonly name: string = 'OAuthFailed';
}

/** What a server of the login answered. */
export interface OAuthResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Empty unless the body is a JSON object. */
  readonly body: JsonObject;
}

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 1_000_000;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether nobody else can read what is sent to a URL: https, or this machine. OAuth 2.1 section 1.5 */
function isPrivate(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
}

/**
 * Parses a URL that a server named.
 *
 * @param what the name of the URL in an error message
 * @throws OAuthFailed unless it is https, or http on this machine
 */
export function privateUrl(what: string, text: unknown): URL {
  const url = typeof text === 'string' ? URL.parse(text) : null;
  if (url !== null && isPrivate(url) && url.username === '' && url.password === '') return url;
  throw new OAuthFailed(`${what} must be an https URL, or http on this machine, found ${JSON.stringify(text)}`);
}

/**
 * Sends a request, follows no redirect, and reads a JSON object.
 *
 * @throws OAuthFailed when the server cannot be reached, or answers too late or too much
 */
export async function exchange(send: typeof fetch, url: URL, init: RequestInit = {}): Promise<OAuthResponse> {
  try {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'application/json');
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await send(url.href, { redirect: 'manual', signal, ...init, headers });
    const text = await readText(response);
    return { status: response.status, headers: response.headers, body: parseObject(text) };
  } catch (error) {
    if (error instanceof OAuthFailed) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new OAuthFailed(`${url.origin} cannot be reached: ${cause instanceof Error ? cause.message : cause}`);
  }
}

/** Posts a form. RFC 6749 appendix B @throws OAuthFailed */
export function postForm(
  send: typeof fetch,
  url: URL,
  form: Readonly<Record<string, string | undefined>>,
): Promise<OAuthResponse> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) if (value !== undefined) body.set(name, value);
  return exchange(send, url, { method: 'POST', body });
}

/** What an OAuth error response says. RFC 6749 section 5.2 */
export function reasonOf({ status, body }: OAuthResponse): string {
  const { error, error_description: description } = body;
  if (typeof error !== 'string') return `HTTP ${status}`;
  return typeof description === 'string' ? `${error}: ${description}` : error;
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new OAuthFailed(`${response.url} sent more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {}; // a page for people
  }
}
