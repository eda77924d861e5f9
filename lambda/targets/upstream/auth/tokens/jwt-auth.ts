import type { Expiring } from '../../../../cache/index.ts';
import { type SecretReference, secretsOf } from '../../../secrets/index.ts';
import type { TargetEnvironment } from '../../../types.ts';
import type { Call } from '../../call.ts';
import { outboundOf } from '../../outbound-of.ts';
import { isOk } from '../../wire.ts';
import { readSecret, renewSecret, type TokenHeader } from '../secret.ts';
import type { Auth } from '../session.ts';
import { askEndpoint, refusal, tokenIn } from './endpoint.ts';
import { type JwtSpec, signJwt } from './jwt.ts';
import { tokenAuth } from './token-auth.ts';

/** Where a signed token is exchanged for the one that requests carry, as GitHub's apps do. */
interface Exchange {
  readonly url: string;
  readonly token: string;
  readonly expires: string;
}

/** A token that the tool signs with its secret. */
export interface SignedToken {
  readonly secret: SecretReference;
  readonly jwt: JwtSpec;
  readonly exchange: Exchange | undefined;
}

/** Seconds before its expiry from which a signed token is no longer used. */
const SKEW = 30;

/** Sends a JWT as the bearer token, or a token that an endpoint gives for the JWT. RFC 7519 */
export function jwtAuth(signed: SignedToken, header: TokenHeader, environment: TargetEnvironment): Auth {
  const { secret, jwt, exchange } = signed;
  const secrets = secretsOf(environment);
  const { now } = environment;
  const sign = async (call: Call) => signJwt(jwt, await readSecret(secrets, secret, call), now());
  const own = async (call: Call): Promise<Expiring<string>> => ({
    value: await sign(call),
    expiresAt: now() + Math.max(0, jwt.lifetimeSeconds - SKEW) * 1_000,
  });
  // The key may have been rotated.
  const renew = async (call: Call) => renewSecret(secrets, secret, await readSecret(secrets, secret, call), call);
  if (exchange === undefined)
    return tokenAuth({ id: signed, endpoint: undefined, load: own, renew }, header, environment);
  const url = new URL(exchange.url);
  const ask = async (call: Call, label: string) => {
    const token = await sign(call);
    call.mask.add(token);
    const headers = { authorization: `Bearer ${token}` };
    return askEndpoint({ url, headers, body: '' }, { call, outbound: outboundOf(environment), label });
  };
  const load = async (call: Call, label: string): Promise<Expiring<string>> => {
    const first = await ask(call, label);
    const response = first.status === 401 && (await renew(call)) ? await ask(call, label) : first;
    if (isOk(response)) return tokenIn(response, { call, label, now }, exchange);
    throw refusal(response, call, label);
  };
  return tokenAuth({ id: signed, endpoint: url, load }, header, environment);
}
