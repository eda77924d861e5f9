import { ToolError } from '../../../tool-error.ts';
import { assertSecretHost, type SecretReference, type Secrets } from '../../secrets/index.ts';
import type { Call } from '../call.ts';
import { isHeaderValue } from '../headers.ts';
import type { UpstreamRequest } from '../wire.ts';
import type { Auth } from './session.ts';

/** Adds a secret to a request. */
type ApplySecret = (request: UpstreamRequest, secret: string, call: Call) => UpstreamRequest;

/** An {@link Auth} that adds a secret to each request. */
export function secretAuth(secrets: Secrets, reference: SecretReference, apply: ApplySecret): Auth {
  return (call) => {
    let used: string | undefined;
    return {
      async authorize(request) {
        await assertSecretHost(request.origin, call.context);
        used = await readSecret(secrets, reference, call);
        return apply(request, used, call);
      },
      renew: async () => used !== undefined && renewSecret(secrets, reference, used, call),
    };
  };
}

/**
 * Reads a secret within the call's time limit and adds it to the call's mask.
 *
 * @throws ToolError when it does not exist or cannot be read in time
 */
export async function readSecret(secrets: Secrets, reference: SecretReference, call: Call): Promise<string> {
  const { server } = call.context;
  const secret = await call.time.within(secrets.read(server, reference), () => tooSlow(reference, server));
  call.mask.add(secret);
  return secret;
}

/**
 * Reads a secret again after its value was refused, within the call's time limit.
 *
 * @returns whether the value has changed
 * @throws ToolError when it no longer exists or cannot be read in time
 */
export function renewSecret(
  secrets: Secrets,
  reference: SecretReference,
  refused: string,
  { context: { server }, time }: Call,
): Promise<boolean> {
  return time.within(secrets.renew(server, reference, refused), () => tooSlow(reference, server));
}

/** Adds a header to a request. An error contains the header's name, never its value. */
export function withHeader(request: UpstreamRequest, name: string, value: string): UpstreamRequest {
  if (!isHeaderValue(value)) {
    throw new ToolError(`The secret for the header ${name} contains a character that headers do not allow.`);
  }
  return { ...request, headers: { ...request.headers, [name.toLowerCase()]: value } };
}

/** The header that carries a token: `Authorization: Bearer TOKEN`, unless the API has another one. */
export interface TokenHeader {
  readonly name: string;
  /** Text before the token. */
  readonly prefix: string;
}

/** Adds a token to a request. */
export function withToken(request: UpstreamRequest, { name, prefix }: TokenHeader, token: string): UpstreamRequest {
  return withHeader(request, name, prefix + token);
}

function tooSlow({ secret }: SecretReference, server: string): ToolError {
  return new ToolError(`The secret "${secret}" of server ${server} could not be read in time. Try again.`);
}
