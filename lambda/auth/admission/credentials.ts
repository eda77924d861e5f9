import type { HttpRequest } from '../../http.ts';

/** What a request brings to prove who its caller is. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly value: string }
  | { readonly kind: 'token'; readonly value: string }
  /** The headers cannot be read as one credential: 400. */
  | { readonly kind: 'malformed'; readonly message: string }
  /** A scheme that proves nothing here: 401. */
  | { readonly kind: 'unsupported'; readonly message: string };

/** Every key starts with this, so that secret scanners, and this code, recognise one in any header. */
const KEY_PREFIX = 'spw_';

/** RFC 6750 section 2.1: `b64token`. Two header lines are joined by a comma and a space, so they never match. */
const CREDENTIAL = /^[A-Za-z0-9\-._~+/]+=*$/;

/** RFC 9110 section 11.1: the scheme is case-insensitive. */
const BEARER = /^bearer(?: +|$)/i;

/** Another line of the header, after one with a different scheme. */
const SECOND_LINE = /,\s*bearer /i;

const ONE_LINE = 'Authorization must be one line: Bearer, a space, and one key or token';

const UNSUPPORTED: Credentials = {
  kind: 'unsupported',
  message: 'Authorization must be Bearer, with a key or token',
};

const NONE: Credentials = { kind: 'none' };

/**
 * Reads the credentials of a request, from `Authorization` or `X-Api-Key` alone: a query or a body would put them into logs. A
 * request that carries more than one is refused, because proxies and functions could each believe another one.
 */
export function readCredentials(headers: HttpRequest['headers']): Credentials {
  const { authorization } = headers;
  const apiKey = headers['x-api-key'];
  if (authorization === undefined) return apiKey === undefined ? NONE : readApiKey(apiKey.trim());
  if (apiKey !== undefined) return malformed('Authorization and X-Api-Key are both present; send one of them');
  return readAuthorization(authorization.trim());
}

function readApiKey(value: string): Credentials {
  if (!CREDENTIAL.test(value)) return malformed('X-Api-Key must be one line with one key');
  return { kind: 'key', value };
}

function readAuthorization(line: string): Credentials {
  const [scheme] = BEARER.exec(line) ?? [];
  if (scheme === undefined) return SECOND_LINE.test(line) ? malformed(ONE_LINE) : UNSUPPORTED;
  const value = line.slice(scheme.length);
  if (!CREDENTIAL.test(value)) return malformed(ONE_LINE);
  return { kind: value.startsWith(KEY_PREFIX) ? 'key' : 'token', value };
}

function malformed(message: string): Credentials {
  return { kind: 'malformed', message };
}
