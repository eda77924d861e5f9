import { compileTemplate } from '../../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { type SecretReference, secretsOf } from '../../secrets/index.ts';
import type { TargetEnvironment } from '../../types.ts';
import { sigv4Auth } from './aws/index.ts';
import { certificateAuth } from './certificate.ts';
import { hmacAuth } from './hmac.ts';
import { allOf } from './list.ts';
import { apiKeyAuth, type BasicHalf, basicAuth, bearerAuth } from './schemes.ts';
import type { TokenHeader } from './secret.ts';
import type { Auth } from './session.ts';
import { type ClientAuth, type Grant, type JwtSpec, jwtAuth, oauth2Auth } from './tokens/index.ts';

/** Schemes that sign the request as it is sent: they come after those that change it. */
const SIGNATURES: ReadonlySet<string> = new Set(['hmac', 'sigv4']);

/**
 * Compiles an `auth` block, without reading a secret.
 *
 * @param auth a checked block, or a list of them
 */
export function compileAuth(auth: Json | undefined, environment: TargetEnvironment): Auth | undefined {
  const blocks = authBlocks(auth);
  const isLast = ({ type }: JsonObject) => SIGNATURES.has(String(type));
  const ordered = [...blocks.filter((block) => !isLast(block)), ...blocks.filter(isLast)];
  return allOf(ordered.flatMap((block) => schemes[String(block.type)]?.(block, environment) ?? []));
}

/** The blocks of `auth`, which is one of them or a list. */
function authBlocks(auth: Json | undefined): readonly JsonObject[] {
  return [auth].flat().filter(isJsonObject);
}

/** The names of placeholders in `url` that stand for a secret. */
export function secretPlaceholders(auth: Json | undefined): readonly string[] {
  return authBlocks(auth).flatMap(({ type, in: place, name }) =>
    type === 'apiKey' && place === 'path' ? [String(name)] : [],
  );
}

const schemes: Readonly<Record<string, (auth: JsonObject, environment: TargetEnvironment) => Auth>> = {
  bearer: (auth, environment) => bearerAuth(secretsOf(environment), referenceOf(auth), headerOf(auth)),
  basic: (auth, environment) => basicAuth(secretsOf(environment), referenceOf(auth), halfOf(auth)),
  apiKey: (auth, environment) =>
    apiKeyAuth(secretsOf(environment), referenceOf(auth), {
      in: placeOf(auth.in),
      name: String(auth.name),
      prefix: String(auth.prefix ?? ''),
    }),
  oauth2: (auth, environment) =>
    oauth2Auth(
      {
        tokenUrl: String(auth.tokenUrl),
        grant: grantOf(auth.grant),
        clientId: textOf(auth.clientId),
        secret: referenceOf(auth),
        clientSecret: isJsonObject(auth.clientSecret) ? referenceOf(auth.clientSecret) : undefined,
        scope: textOf(auth.scope),
        audience: textOf(auth.audience),
        clientAuth: clientAuthOf(auth.clientAuth),
        assertion: jwtOf(auth),
        parameters: isJsonObject(auth.parameters) ? auth.parameters : {},
      },
      headerOf(auth),
      environment,
    ),
  jwt: (auth, environment) =>
    jwtAuth(
      { secret: referenceOf(auth), jwt: jwtOf(auth), exchange: exchangeOf(auth.exchange) },
      headerOf(auth),
      environment,
    ),
  hmac: (auth, environment) =>
    hmacAuth(
      {
        secrets: secretsOf(environment),
        reference: referenceOf(auth),
        spec: {
          algorithm: auth.algorithm === 'sha1' || auth.algorithm === 'sha512' ? auth.algorithm : 'sha256',
          encoding: auth.encoding === 'base64' || auth.encoding === 'base64url' ? auth.encoding : 'hex',
          secretEncoding:
            auth.secretEncoding === 'base64' || auth.secretEncoding === 'hex' ? auth.secretEncoding : 'text',
          in: auth.in === 'query' ? 'query' : 'header',
          name: String(auth.name),
          prefix: String(auth.prefix ?? ''),
          timestampHeader: textOf(auth.timestampHeader),
          string: compileTemplate(auth.string ?? '{% $request.body %}', 'auth.string'),
          value: auth.value === undefined ? undefined : compileTemplate(auth.value, 'auth.value'),
        },
      },
      environment.now,
    ),
  mtls: (auth, environment) => certificateAuth(secretsOf(environment), referenceOf(auth), environment.now),
  sigv4: (auth, environment) =>
    sigv4Auth({ service: String(auth.service), region: String(auth.region), role: String(auth.role) }, environment),
};

function headerOf({ name = 'Authorization', prefix }: JsonObject): TokenHeader {
  const isStandard = String(name).toLowerCase() === 'authorization';
  return { name: String(name), prefix: String(prefix ?? (isStandard ? 'Bearer ' : '')) };
}

function halfOf({ username, password }: JsonObject): BasicHalf {
  return password === undefined ? { username: String(username) } : { password: String(password) };
}

function clientAuthOf(clientAuth: Json | undefined): ClientAuth {
  return clientAuth === 'body' || clientAuth === 'private_key_jwt' ? clientAuth : 'basic';
}

function placeOf(place: Json | undefined) {
  return place === 'query' || place === 'cookie' || place === 'body' || place === 'path' ? place : 'header';
}

function grantOf(grant: Json | undefined): Grant {
  return grant === 'refresh_token' || grant === 'jwt_bearer' ? grant : 'client_credentials';
}

/** Seconds that a signed token lives; GitHub allows 600 at most, and a clock may be late. */
const JWT_SECONDS = 300;

function jwtOf(auth: JsonObject): JwtSpec {
  return {
    key: String(auth.secret),
    algorithm: String(auth.algorithm ?? 'RS256'),
    issuer: textOf(auth.issuer ?? auth.clientId),
    subject: textOf(auth.subject),
    audience: textOf(auth.audience),
    keyId: textOf(auth.keyId),
    claims: isJsonObject(auth.claims) ? auth.claims : {},
    lifetimeSeconds: Number(auth.lifetimeSeconds ?? JWT_SECONDS),
  };
}

function exchangeOf(exchange: Json | undefined) {
  if (!isJsonObject(exchange)) return undefined;
  const { url, token = 'token', expires = 'expires_at' } = exchange;
  return { url: String(url), token: String(token), expires: String(expires) };
}

function referenceOf({ secret, key }: JsonObject): SecretReference {
  return { secret: String(secret), key: textOf(key) };
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
