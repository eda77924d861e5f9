import { createHmac } from 'node:crypto';
import { type Scope, settle, type Template } from '../../../expression/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { assertSecretHost, type SecretReference, type Secrets } from '../../secrets/index.ts';
import type { Call } from '../call.ts';
import type { UpstreamRequest } from '../wire.ts';
import { withoutParameter, withParameter } from './schemes.ts';
import { readSecret, renewSecret, withHeader } from './secret.ts';
import type { Auth } from './session.ts';

/** A signature of the request with a shared secret. */
export interface HmacSpec {
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly encoding: 'hex' | 'base64' | 'base64url';
  /** How the secret is written; its bytes are the key. */
  readonly secretEncoding: 'text' | 'base64' | 'hex';
  /** Where the signature is sent. */
  readonly in: 'header' | 'query';
  /** The header or parameter that carries the signature. */
  readonly name: string;
  readonly prefix: string;
  /** The header that carries the time of the signature in epoch seconds, if the API reads it. */
  readonly timestampHeader: string | undefined;
  /** Builds the signed text from `$request`. */
  readonly string: Template;
  /** Builds what is sent from `$request`, whose `signature` it has; default: prefix and signature. */
  readonly value: Template | undefined;
}

/** Signs each request as it is sent, with HMAC over a text that the document describes. RFC 2104 */
export function hmacAuth(
  {
    secrets,
    reference,
    spec,
  }: { readonly secrets: Secrets; readonly reference: SecretReference; readonly spec: HmacSpec },
  now: () => number,
): Auth {
  const keyOf = (secret: string) => decodedKey(secret, spec.secretEncoding, reference);
  return (call) => {
    let used: string | undefined;
    return {
      async authorize(request) {
        await assertSecretHost(request.origin, call.context);
        used = await readSecret(secrets, reference, call);
        return signed(request, { spec, key: keyOf(used), call }, now());
      },
      renew: async () => used !== undefined && renewSecret(secrets, reference, used, call),
    };
  };
}

async function signed(
  request: UpstreamRequest,
  { spec, key, call }: { readonly spec: HmacSpec; readonly key: string | Buffer; readonly call: Call },
  nowMs: number,
): Promise<UpstreamRequest> {
  const timestamp = Math.floor(nowMs / 1_000);
  const { timestampHeader, algorithm, encoding, name, prefix } = spec;
  // A next link may contain the signature of the page before.
  const unsigned = spec.in === 'query' ? { ...request, path: withoutParameter(request.path, name) } : request;
  const timed = timestampHeader === undefined ? unsigned : withHeader(unsigned, timestampHeader, String(timestamp));
  const scope = { args: {}, request: viewOf(timed, timestamp), work: call.context.work };
  const text = await settle([spec.string(scope)], ([value]) => value);
  if (typeof text !== 'string') throw new ToolError("The tool's expression `auth.string` must give a string to sign.");
  const signature = createHmac(algorithm, key).update(text).digest(encoding);
  call.mask.add(signature);
  const value = await sentValue({ spec, scope: { ...scope, request: { ...scope.request, signature } } });
  if (spec.in === 'query') return { ...timed, path: withParameter(timed.path, name, value ?? prefix + signature) };
  return withHeader(timed, name, value ?? prefix + signature);
}

async function sentValue({
  spec: { value },
  scope,
}: {
  readonly spec: HmacSpec;
  readonly scope: Scope;
}): Promise<string | undefined> {
  if (value === undefined) return undefined;
  const text = await settle([value(scope)], ([each]) => each);
  if (typeof text !== 'string') throw new ToolError("The tool's expression `auth.value` must give a string.");
  return text;
}

const ENCODED = { base64: /^[A-Za-z0-9+/_-]+={0,2}$/, hex: /^(?:[0-9A-Fa-f]{2})+$/ } as const;

/** Base64 may have the alphabet of URLs, and lack its padding. */
function decodedKey(secret: string, encoding: HmacSpec['secretEncoding'], { secret: name }: SecretReference) {
  if (encoding === 'text') return secret;
  const text = secret.trim();
  if (ENCODED[encoding].test(text)) return Buffer.from(text, encoding);
  throw new ToolError(
    `The secret ${name} is not ${encoding}, which \`auth.secretEncoding\` says it is: an operator must store it as the API shows it.`,
  );
}

/** `$request`: the request as it is sent. */
function viewOf({ method, origin, path, headers, body }: UpstreamRequest, timestamp: number): object {
  const [pathname = '', query = ''] = path.split(/\?(.*)/s);
  const host = origin.port === '' ? origin.hostname : `${origin.hostname}:${origin.port}`;
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const url = `${origin.protocol}//${host}${path}`;
  // Bytes are signed as they are sent: Latin-1 maps each to one character, and back.
  const text = body === undefined ? '' : typeof body === 'string' ? body : body.toString('latin1');
  return { method, url, host, path: pathname, query, headers: texts, body: text, timestamp };
}
