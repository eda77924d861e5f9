import { randomUUID } from 'node:crypto';
import type { Expiring } from '../../../../cache/index.ts';
import type { JsonObject } from '../../../../json.ts';
import { type SecretReference, type Secrets, secretsOf } from '../../../secrets/index.ts';
import type { TargetEnvironment } from '../../../types.ts';
import type { Call } from '../../call.ts';
import { outboundOf } from '../../outbound-of.ts';
import { isOk, type UpstreamResponse } from '../../wire.ts';
import { readSecret, renewSecret, type TokenHeader } from '../secret.ts';
import type { Auth } from '../session.ts';
import { askEndpoint, fieldsOf, refusal, tokenIn } from './endpoint.ts';
import { type JwtSpec, signJwt } from './jwt.ts';
import { refreshTokensOf } from './refresh-tokens.ts';
import { tokenAuth } from './token-auth.ts';

/** A client of a token endpoint. */
export interface OAuthClient {
  readonly tokenUrl: string;
  readonly grant: Grant;
  readonly clientId: string | undefined;
  /** What the grant proves itself with: the client's secret, a refresh token, or the key of an assertion. */
  readonly secret: SecretReference;
  /** The client's own secret, where that is not what the grant proves itself with. */
  readonly clientSecret: SecretReference | undefined;
  readonly scope: string | undefined;
  readonly audience: string | undefined;
  readonly clientAuth: ClientAuth;
  /** The assertion of `jwt_bearer`, or of the client for `private_key_jwt`. */
  readonly assertion: JwtSpec;
  /** Further parameters of the request. */
  readonly parameters: JsonObject;
}

/** How the client authenticates to the endpoint. RFC 6749 section 2.3.1; OpenID Connect Core section 9 */
export type ClientAuth = 'basic' | 'body' | 'private_key_jwt';

/** RFC 6749 sections 4.4 and 6; RFC 7523 section 2.1 */
export type Grant = 'client_credentials' | 'refresh_token' | 'jwt_bearer';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const CLIENT_JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Sends a token from a token endpoint, which is cached until shortly before its expiry. */
export function oauth2Auth(client: OAuthClient, header: TokenHeader, environment: TargetEnvironment): Auth {
  const endpoint = new TokenEndpoint(client, environment);
  return tokenAuth(
    { id: client, endpoint: new URL(client.tokenUrl), load: (call, label) => endpoint.token(call, label) },
    header,
    environment,
  );
}

class TokenEndpoint {
  readonly #client: OAuthClient;
  readonly #environment: TargetEnvironment;
  readonly #secrets: Secrets;

  constructor(client: OAuthClient, environment: TargetEnvironment) {
    this.#client = client;
    this.#environment = environment;
    this.#secrets = secretsOf(environment);
  }

  /** @throws ToolError when the endpoint refuses */
  async token(call: Call, label: string): Promise<Expiring<string>> {
    const load = () => this.#load(call, label);
    if (this.#client.grant !== 'refresh_token') return load();
    return refreshTokensOf(this.#environment).inTurn(this.#id(call), load);
  }

  async #load(call: Call, label: string): Promise<Expiring<string>> {
    const first = await this.#ask(call, label);
    if (isOk(first.response)) return this.#taken(first, call, label);
    // The secret may have been rotated. Some endpoints respond with 400 to a wrong one.
    const refused = first.response.status === 400 || first.response.status === 401;
    if (!refused || !(await this.#renewed(first.secret, call))) throw refusal(first.response, call, label);
    const second = await this.#ask(call, label);
    if (isOk(second.response)) return this.#taken(second, call, label);
    throw refusal(second.response, call, label);
  }

  /** Forgets a refresh token that the endpoint had given, and reads the secrets again. */
  async #renewed(secret: string, call: Call): Promise<boolean> {
    const { clientSecret } = this.#client;
    const forgotten = refreshTokensOf(this.#environment).forget(this.#id(call));
    const renewed = await renewSecret(this.#secrets, this.#client.secret, secret, call);
    const other = clientSecret && (await readSecret(this.#secrets, clientSecret, call));
    const otherRenewed = clientSecret && other ? await renewSecret(this.#secrets, clientSecret, other, call) : false;
    return forgotten || renewed || otherRenewed;
  }

  async #ask(call: Call, label: string) {
    const { tokenUrl, clientAuth, clientId = '', parameters } = this.#client;
    const secret = await readSecret(this.#secrets, this.#client.secret, call);
    const proof = await this.#proof(secret, call);
    const password = await this.#password(secret, call);
    const form = new URLSearchParams(proof);
    if (clientAuth === 'body' || password === undefined) {
      if (clientId !== '') form.set('client_id', clientId);
      if (password !== undefined) form.set('client_secret', password);
    }
    for (const [name, value] of Object.entries(parameters)) form.set(name, String(value));
    const isBasic = clientAuth === 'basic' && password !== undefined;
    const response = await askEndpoint(
      {
        url: new URL(tokenUrl),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(isBasic ? { authorization: basic(clientId, password) } : {}),
        },
        body: form.toString(),
      },
      { call, outbound: outboundOf(this.#environment), label },
    );
    return { secret, response };
  }

  async #proof(secret: string, call: Call): Promise<Record<string, string>> {
    const { grant, scope, audience, assertion, tokenUrl, clientAuth, clientId } = this.#client;
    const asked = {
      ...(scope === undefined ? {} : { scope }),
      ...(audience === undefined || grant === 'jwt_bearer' ? {} : { audience }),
    };
    if (grant === 'client_credentials' && clientAuth === 'private_key_jwt') {
      const spec = { ...assertion, subject: assertion.subject ?? clientId, audience: tokenUrl };
      const proof = { client_assertion_type: CLIENT_JWT_BEARER, client_assertion: await this.#signed(spec, secret) };
      return { grant_type: grant, ...proof, ...asked };
    }
    if (grant === 'client_credentials') return { grant_type: grant, ...asked };
    if (grant === 'refresh_token') {
      const newest = refreshTokensOf(this.#environment).newest(this.#id(call), secret);
      call.mask.add(newest);
      return { grant_type: grant, refresh_token: newest, ...asked };
    }
    const claims = scope === undefined ? assertion.claims : { scope, ...assertion.claims };
    const spec = { ...assertion, audience: assertion.audience ?? tokenUrl, claims };
    return { grant_type: JWT_BEARER, assertion: await this.#signed(spec, secret), ...asked };
  }

  /** An assertion has an ID of its own, which Box and Epic require. RFC 7523 section 3 */
  #signed(spec: JwtSpec, secret: string): Promise<string> {
    const claims = { jti: randomUUID(), ...spec.claims };
    return signJwt({ ...spec, claims }, secret, this.#environment.now());
  }

  async #password(secret: string, call: Call): Promise<string | undefined> {
    const { grant, clientSecret, clientAuth } = this.#client;
    if (clientSecret !== undefined) return readSecret(this.#secrets, clientSecret, call);
    return grant === 'client_credentials' && clientAuth !== 'private_key_jwt' ? secret : undefined;
  }

  #taken(
    { secret, response }: { readonly secret: string; readonly response: UpstreamResponse },
    call: Call,
    label: string,
  ): Expiring<string> {
    const { refresh_token: newest } = fieldsOf(response.body);
    if (this.#client.grant === 'refresh_token' && typeof newest === 'string' && newest !== '') {
      refreshTokensOf(this.#environment).replace(this.#id(call), secret, newest);
    }
    return tokenIn(response, { call, label, now: this.#environment.now });
  }

  /** Of the stored refresh token, which tools with other scopes may share. */
  #id({ context: { server } }: Call): string {
    const { tokenUrl, clientId, secret } = this.#client;
    return JSON.stringify([server, tokenUrl, clientId, secret]);
  }
}

/** Client ID and secret are form-encoded before they are joined. RFC 6749 section 2.3.1 */
function basic(clientId: string, secret: string): string {
  const [id, password] = [clientId, secret].map((text) => new URLSearchParams({ v: text }).toString().slice(2));
  return `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`;
}
