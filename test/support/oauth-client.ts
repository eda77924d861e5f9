import { createHash, randomBytes } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { type AuthorizationServer, PUBLIC_CLIENT } from '../../local/authorization-server/index.ts';

const REDIRECT_URI = 'http://127.0.0.1:1/callback';

/** What a client asks for. */
export interface LoginRequest {
  readonly scope: string;
  /** The resource that the token is for. RFC 8707 */
  readonly resource: string;
  /** @default {@link PUBLIC_CLIENT} */
  readonly clientId?: string;
  /** @default a port of loopback that nobody listens on */
  readonly redirectUri?: string;
}

/** Logs in with the authorization code grant and PKCE, as a browser and a native client do, without either. OAuth 2.1 section 4.1 */
export async function login(server: AuthorizationServer, request: LoginRequest): Promise<JsonObject> {
  const { scope, resource, clientId = PUBLIC_CLIENT, redirectUri = REDIRECT_URI } = request;
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    resource,
    prompt: 'consent',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const code = await followToCode(`${server.issuer}/auth?${query}`, redirectUri);
  return requestToken(server, {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
    resource,
  });
}

/** Posts a form to the token endpoint. @throws Error with the response, unless it is a token */
export async function requestToken(
  { issuer }: Pick<AuthorizationServer, 'issuer'>,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonObject> {
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams(form), headers });
  const body: unknown = await response.json();
  if (!response.ok || !isJsonObject(body)) throw new Error(`no token: ${response.status} ${JSON.stringify(body)}`);
  return body;
}

/** The access token of a token response. */
export function accessTokenOf({ access_token: token }: JsonObject): string {
  if (typeof token !== 'string') throw new Error('the response has no access token');
  return token;
}

/** Follows redirects with the cookies that they set, as a browser does, to the client's redirect URI. */
async function followToCode(start: string, redirectUri: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${url} did not redirect: ${response.status} ${await response.text()}`);
    url = new URL(location, url).href;
    if (url.startsWith(redirectUri)) break;
  }
  const code = new URL(url).searchParams.get('code');
  if (code === null) throw new Error(`no code: ${url}`);
  return code;
}
