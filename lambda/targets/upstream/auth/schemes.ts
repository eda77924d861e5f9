import { ToolError } from '../../../tool-error.ts';
import type { SecretReference, Secrets } from '../../secrets/index.ts';
import type { UpstreamRequest } from '../wire.ts';
import { secretAuth, type TokenHeader, withHeader, withToken } from './secret.ts';
import type { Auth } from './session.ts';

/** `Authorization: Bearer SECRET`, or the header of the API. RFC 6750 section 2.1 */
export function bearerAuth(secrets: Secrets, reference: SecretReference, header: TokenHeader): Auth {
  return secretAuth(secrets, reference, (request, secret) => withToken(request, header, secret));
}

/** What the document has of the credentials of Basic authentication; the secret is the other half. */
export type BasicHalf = { readonly username: string } | { readonly password: string };

/** `Authorization: Basic base64(USERNAME:PASSWORD)`. RFC 7617 */
export function basicAuth(secrets: Secrets, reference: SecretReference, half: BasicHalf): Auth {
  return secretAuth(secrets, reference, (request, secret, { mask }) => {
    const pair = 'username' in half ? `${half.username}:${secret}` : `${secret}:${half.password}`;
    const credentials = Buffer.from(pair).toString('base64');
    mask.add(credentials);
    return withHeader(request, 'authorization', `Basic ${credentials}`);
  });
}

/** The place of an API key. */
export interface ApiKeyPlace {
  readonly in: 'header' | 'query' | 'cookie' | 'body' | 'path';
  readonly name: string;
  /** Text before the key, such as `Token token=`. */
  readonly prefix: string;
}

/** Sends the secret, with a prefix if the API defines one, in the place that the API defines. */
export function apiKeyAuth(secrets: Secrets, reference: SecretReference, place: ApiKeyPlace): Auth {
  const put = PLACES[place.in];
  return secretAuth(secrets, reference, (request, secret) => put(request, place.name, place.prefix + secret));
}

const PLACES: Readonly<
  Record<ApiKeyPlace['in'], (request: UpstreamRequest, name: string, value: string) => UpstreamRequest>
> = {
  header: withHeader,
  query: (request, name, value) => ({ ...request, path: withParameter(request.path, name, value) }),
  cookie: withCookie,
  body: withMember,
  path: (request, name, value) => ({
    ...request,
    path: request.path.replaceAll(`{${name}}`, () => encodeURIComponent(value)),
  }),
};

/** Sets a cookie, which an argument may have set already. */
function withCookie(request: UpstreamRequest, name: string, value: string): UpstreamRequest {
  if (value.includes(';'))
    throw new ToolError(`The secret for the cookie ${name} contains a semicolon, which cookies do not allow.`);
  const others = String(request.headers.cookie ?? '')
    .split('; ')
    .filter((cookie) => cookie !== '' && !cookie.startsWith(`${name}=`));
  return withHeader(request, 'cookie', [...others, `${name}=${value}`].join('; '));
}

/** Adds a member to a JSON object, of which the last one of a name counts, or sets a field of a form. */
function withMember(request: UpstreamRequest, name: string, value: string): UpstreamRequest {
  const body = bodyWith(request, name, value);
  return { ...request, body, headers: { ...request.headers, 'content-length': Buffer.byteLength(body) } };
}

function bodyWith({ body, headers, label }: UpstreamRequest, name: string, value: string): string {
  if (typeof body === 'string' && String(headers['content-type']).startsWith('application/x-www-form-urlencoded')) {
    return parametersWith(body, name, value);
  }
  if (typeof body !== 'string' || !body.startsWith('{'))
    throw new ToolError(`${label} has no JSON object or form as its body, which is where its API key belongs.`);
  const member = `${JSON.stringify(name)}:${JSON.stringify(value)}}`;
  return body === '{}' ? `{${member}` : `${body.slice(0, -1)},${member}`;
}

/** Sets a query parameter, which a next link or a redirect may contain already. */
export function withParameter(path: string, name: string, value: string): string {
  const [place = '', query = ''] = split(path);
  return `${place}?${parametersWith(query, name, value)}`;
}

/** Removes a query parameter. */
export function withoutParameter(path: string, name: string): string {
  const [place = '', query = ''] = split(path);
  const others = otherParameters(query, encodeURIComponent(name));
  return others.length === 0 ? place : `${place}?${others.join('&')}`;
}

function parametersWith(query: string, name: string, value: string): string {
  const key = encodeURIComponent(name);
  return [...otherParameters(query, key), `${key}=${encodeURIComponent(value)}`].join('&');
}

function otherParameters(query: string, key: string): readonly string[] {
  return query.split('&').filter((part) => part !== '' && part !== key && !part.startsWith(`${key}=`));
}

function split(path: string): [string, string] {
  const mark = path.indexOf('?');
  return mark < 0 ? [path, ''] : [path.slice(0, mark), path.slice(mark + 1)];
}
