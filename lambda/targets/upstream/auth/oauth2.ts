import { type Expiring, ExpiringCache } from '../../../cache/index.ts';
import type { Outbound } from '../../../outbound/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { perEnvironment } from '../../per-environment.ts';
import { assertSecretHost, type SecretReference, type Secrets, secretsOf } from '../../secrets/index.ts';
import type { TargetEnvironment } from '../../types.ts';
import { beginCall, type Call } from '../call.ts';
import { exchange } from '../exchange.ts';
import { isHeaderValue } from '../headers.ts';
import { outboundOf } from '../outbound-of.ts';
import { isOk, requestLabel, type UpstreamRequest, type UpstreamResponse } from '../wire.ts';
import { readSecret, renewSecret, withHeader } from './secret.ts';
import type { Auth } from './session.ts';

/** A client of a token endpoint. RFC 6749 section 4.4 */
interface OAuthClient {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly secret: SecretReference;
  readonly scope: string | undefined;
  readonly audience: string | undefined;
  /** How the client authenticates to the endpoint. RFC 6749 section 2.3.1 */
  readonly clientAuth: 'basic' | 'body';
}

/** Milliseconds for a token request. */
const TOKEN_MS = 10_000;
const TOKEN_BYTES = 65_536;
/** Seconds that a token is used for when the endpoint does not specify it. RFC 6749 section 5.1 only recommends that it does. */
const UNSAID_LIFETIME = 300;
/** Seconds before its expiry from which a token is no longer used: requests take time, and clocks differ. */
const SKEW = 30;
const MAX_TOKENS = 500;

const tokensOf = perEnvironment(({ now }) => new ExpiringCache<string>(now, MAX_TOKENS));

/** Sends `Authorization: Bearer TOKEN` with a token from the client credentials grant, which is cached until shortly before its expiry. */
export function oauth2Auth(client: OAuthClient, environment: TargetEnvironment): Auth {
  const secrets = secretsOf(environment);
  const tokens = tokensOf(environment);
  const endpoint = new URL(client.tokenUrl);
  const label = requestLabel('POST', endpoint.host, endpoint.pathname);
  const load = ({ context }: Call) => {
    // other calls may wait for the same token, so it does not depend on this call's deadline
    const call = beginCall({ ...context, deadline: environment.now() + TOKEN_MS }, environment.now);
    return fetchToken(client, { call, secrets, outbound: outboundOf(environment), label }, environment.now);
  };
  return (call) => {
    const { server } = call.context;
    const key = JSON.stringify([server, client]);
    let used: string | undefined;
    return {
      async authorize(request) {
        await assertSecretHost(endpoint, call.context);
        await assertSecretHost(request.origin, call.context);
        used = await call.time.within(
          tokens.get(key, () => load(call)),
          () => new ToolError(`${label} did not return a token in time. Try again.`),
        );
        call.mask.add(used);
        return withHeader(request, 'authorization', `Bearer ${used}`);
      },
      async renew() {
        if (used === undefined) return false;
        tokens.drop(key, used);
        return true;
      },
    };
  };
}

interface TokenRequest {
  /** A call of its own, independent of any tool's call. */
  readonly call: Call;
  readonly secrets: Secrets;
  readonly outbound: Outbound;
  readonly label: string;
}

async function fetchToken(client: OAuthClient, request: TokenRequest, now: () => number): Promise<Expiring<string>> {
  const { call, secrets, label } = request;
  const first = await requestToken(client, request);
  if (isOk(first.response)) return tokenIn(first.response, label, now);
  // The client's secret may have been rotated. Some endpoints respond with 400 to a wrong one.
  const refused = first.response.status === 400 || first.response.status === 401;
  if (!refused || !(await renewSecret(secrets, client.secret, first.secret, call))) {
    throw refusal(first.response, request);
  }
  const second = await requestToken(client, request);
  if (isOk(second.response)) return tokenIn(second.response, label, now);
  throw refusal(second.response, request);
}

async function requestToken(client: OAuthClient, { call, secrets, outbound, label }: TokenRequest) {
  const secret = await readSecret(secrets, client.secret, call);
  return { secret, response: await exchange(outbound, tokenRequest(client, secret, label), TOKEN_BYTES, call.time) };
}

function tokenRequest(client: OAuthClient, secret: string, label: string): UpstreamRequest {
  const { protocol, hostname, port, pathname, search } = new URL(client.tokenUrl);
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (client.scope !== undefined) form.set('scope', client.scope);
  if (client.audience !== undefined) form.set('audience', client.audience);
  if (client.clientAuth === 'body') {
    form.set('client_id', client.clientId);
    form.set('client_secret', secret);
  }
  const body = form.toString();
  return {
    label,
    repeatable: true,
    method: 'POST',
    origin: { protocol: protocol === 'https:' ? 'https:' : 'http:', hostname, port },
    path: pathname + search,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'spillway',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      ...(client.clientAuth === 'basic' ? { authorization: basic(client.clientId, secret) } : {}),
    },
    body,
  };
}

/** Client ID and secret are form-encoded before they are joined. RFC 6749 section 2.3.1 */
function basic(clientId: string, secret: string): string {
  const [id, password] = [clientId, secret].map((text) => new URLSearchParams({ v: text }).toString().slice(2));
  return `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`;
}

function tokenIn({ body }: UpstreamResponse, label: string, now: () => number): Expiring<string> {
  const { access_token: token, token_type: type, expires_in: lifetime } = fieldsOf(body);
  if (typeof token !== 'string' || token === '' || !isHeaderValue(token)) {
    throw new ToolError(`${label} returned no token that a header can carry. Retrying will not help.`);
  }
  if (typeof type === 'string' && type.toLowerCase() !== 'bearer') {
    throw new ToolError(`${label} returned a token whose type is not Bearer. Retrying will not help.`);
  }
  const seconds = Number(lifetime ?? UNSAID_LIFETIME);
  const usable = Number.isFinite(seconds) ? Math.max(0, seconds - SKEW) : UNSAID_LIFETIME;
  return { value: token, expiresAt: now() + usable * 1_000 };
}

/** Shows only the error code, because endpoints may echo the request. RFC 6749 section 5.2 */
function refusal({ status, body }: UpstreamResponse, { call, label }: TokenRequest): ToolError {
  const { error } = fieldsOf(body);
  const code = typeof error === 'string' && /^[a-z_]{1,40}$/.test(call.mask.text(error)) ? ` (${error})` : '';
  return new ToolError(`${label} returned no token: status ${status}${code}.`);
}

function fieldsOf(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
