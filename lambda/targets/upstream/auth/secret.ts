import { ToolError } from '../../../tool-error.ts';
import { assertSecretHost, type SecretReference, type Secrets } from '../../secrets/index.ts';
import type { Call } from '../call.ts';
import { isHeaderValue } from '../headers.ts';
import type { UpstreamRequest } from '../wire.ts';
import type { Auth } from './session.ts';

/** Puts a secret into a request. */
export type ApplySecret = (request: UpstreamRequest, secret: string, call: Call) => UpstreamRequest;

/** Makes an {@link Auth} of a secret that goes into each request as it is. */
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
 * Reads a secret within the call's time, and makes the call unable to say it.
 *
 * @throws ToolError when there is none, or it cannot be read in time
 */
export async function readSecret(secrets: Secrets, reference: SecretReference, call: Call): Promise<string> {
  const { server } = call.context;
  const secret = await call.time.within(secrets.read(server, reference), () => tooSlow(reference, server));
  call.mask.add(secret);
  return secret;
}

/**
 * Reads a secret anew, within the call's time, after its value was refused.
 *
 * @returns whether it is another one now
 * @throws ToolError when there is none any more, or it cannot be read in time
 */
export function renewSecret(
  secrets: Secrets,
  reference: SecretReference,
  refused: string,
  { context: { server }, time }: Call,
): Promise<boolean> {
  return time.within(secrets.renew(server, reference, refused), () => tooSlow(reference, server));
}

/** A request with one more header. Names the header and never its value when that cannot be sent. */
export function withHeader(request: UpstreamRequest, name: string, value: string): UpstreamRequest {
  if (!isHeaderValue(value)) {
    throw new ToolError(`The secret for the header ${name} holds a character that no header may have.`);
  }
  return { ...request, headers: { ...request.headers, [name.toLowerCase()]: value } };
}

function tooSlow({ secret }: SecretReference, server: string): ToolError {
  return new ToolError(`The secret "${secret}" of server ${server} could not be read in time. Try again.`);
}
