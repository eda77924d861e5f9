import { type Expiring, ExpiringCache } from '../../../../cache/index.ts';
import { ToolError } from '../../../../tool-error.ts';
import { perEnvironment } from '../../../per-environment.ts';
import { assertSecretHost } from '../../../secrets/index.ts';
import type { TargetEnvironment } from '../../../types.ts';
import { beginCall, type Call } from '../../call.ts';
import { requestLabel } from '../../wire.ts';
import { type TokenHeader, withToken } from '../secret.ts';
import type { Auth } from '../session.ts';

/** Milliseconds for a token request. */
const TOKEN_MS = 10_000;
const MAX_TOKENS = 500;

const tokensOf = perEnvironment(({ now }) => new ExpiringCache<string>(now, MAX_TOKENS));

/** Where tokens come from. */
export interface TokenSource {
  /** Tells sources apart: their configuration, without a secret. */
  readonly id: unknown;
  /** The endpoint that receives the secret; `undefined` where the token is made here. */
  readonly endpoint: URL | undefined;
  /**
   * Gets a token.
   *
   * @param call a call of its own: other calls may wait for the same token, so it does not depend on one call's deadline
   * @param label method, host and path of the endpoint, for errors
   * @throws ToolError when there is none
   */
  load(call: Call, label: string): Promise<Expiring<string>>;
  /**
   * Reads again what a token is made from, after the token was refused.
   *
   * @default nothing: the endpoint judges it
   */
  renew?(call: Call): Promise<unknown>;
}

/** Sends a token in a header. The token is cached until shortly before its expiry. */
export function tokenAuth(source: TokenSource, header: TokenHeader, environment: TargetEnvironment): Auth {
  const { endpoint } = source;
  const tokens = tokensOf(environment);
  const label = endpoint === undefined ? 'The signature' : requestLabel('POST', endpoint.host, endpoint.pathname);
  const load = ({ context }: Call) =>
    source.load(beginCall({ ...context, deadline: environment.now() + TOKEN_MS }, environment.now), label);
  return (call) => {
    const { server } = call.context;
    const key = JSON.stringify([server, source.id]);
    let used: string | undefined;
    return {
      async authorize(request) {
        if (endpoint !== undefined) await assertSecretHost(endpoint, call.context);
        await assertSecretHost(request.origin, call.context);
        used = await call.time.within(
          tokens.get(key, () => load(call)),
          () => new ToolError(`${label} did not return a token in time. Try again.`),
        );
        call.mask.add(used);
        return withToken(request, header, used);
      },
      async renew() {
        if (used === undefined) return false;
        tokens.drop(key, used);
        await source.renew?.(call);
        return true;
      },
    };
  };
}
