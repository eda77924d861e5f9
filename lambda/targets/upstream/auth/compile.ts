import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { type SecretReference, secretsOf } from '../../secrets/index.ts';
import type { TargetEnvironment } from '../../types.ts';
import { oauth2Auth } from './oauth2.ts';
import { apiKeyAuth, basicAuth, bearerAuth } from './schemes.ts';
import type { Auth } from './session.ts';
import { sigv4Auth } from './sigv4.ts';

/**
 * Compiles an `auth` block, without reading a secret.
 *
 * @param auth a checked block
 */
export function compileAuth(auth: Json | undefined, environment: TargetEnvironment): Auth | undefined {
  return isJsonObject(auth) ? schemes[String(auth.type)]?.(auth, environment) : undefined;
}

const schemes: Readonly<Record<string, (auth: JsonObject, environment: TargetEnvironment) => Auth>> = {
  bearer: (auth, environment) => bearerAuth(secretsOf(environment), referenceOf(auth)),
  basic: (auth, environment) => basicAuth(secretsOf(environment), referenceOf(auth), String(auth.username)),
  apiKey: (auth, environment) =>
    apiKeyAuth(secretsOf(environment), referenceOf(auth), {
      in: auth.in === 'query' ? 'query' : 'header',
      name: String(auth.name),
    }),
  oauth2: (auth, environment) =>
    oauth2Auth(
      {
        tokenUrl: String(auth.tokenUrl),
        clientId: String(auth.clientId),
        secret: referenceOf(auth),
        scope: textOf(auth.scope),
        audience: textOf(auth.audience),
        clientAuth: auth.clientAuth === 'body' ? 'body' : 'basic',
      },
      environment,
    ),
  sigv4: (auth, environment) =>
    sigv4Auth({ service: String(auth.service), region: String(auth.region), role: String(auth.role) }, environment),
};

function referenceOf({ secret, key }: JsonObject): SecretReference {
  return { secret: String(secret), key: textOf(key) };
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
