import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import type { AwsCredentialIdentity, Checksum, HttpRequest, SourceData } from '@smithy/types';
import { type TargetEnvironment, ToolError } from '../../types.ts';
import type { Asked } from '../wire.ts';
import { rolesOf } from './roles.ts';
import type { Auth } from './session.ts';

/** What a request to an AWS API is signed for. */
export interface SigningScope {
  readonly service: string;
  readonly region: string;
  /** A name in the stage's `awsRoles`. */
  readonly role: string;
}

/** Signs requests with Signature Version 4 and the credentials of a role that the stage names; never with the function's own. */
export function sigv4Auth(scope: SigningScope, environment: TargetEnvironment): Auth {
  const roles = rolesOf(environment);
  return ({ context, time, mask }) => ({
    async authorize(asked) {
      const credentials = await time.within(
        roles.credentials(scope.role, context.server),
        () => new ToolError(`The role "${scope.role}" could not be assumed in time. Try again.`),
      );
      mask.add(credentials.secretAccessKey);
      if (credentials.sessionToken !== undefined) mask.add(credentials.sessionToken);
      return sign(asked, scope, credentials, new Date(environment.now()));
    },
    // a refused signature is no matter of age: credentials are renewed before they end
    renew: async () => false,
  });
}

/** Signs a request with its body. */
async function sign(
  asked: Asked,
  { service, region }: Pick<SigningScope, 'service' | 'region'>,
  credentials: AwsCredentialIdentity,
  signingDate: Date,
): Promise<Asked> {
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const isS3 = service === 's3';
  // all others want the segments of the path encoded once more
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: !isS3 });
  const { origin, method, body } = asked;
  const [given = '', search = ''] = asked.path.split(/\?(.*)/s);
  const path = isS3 ? given.split('/').map(encodeAnew).join('/') : given;
  const query = queryOf(search);
  const host = origin.port === '' ? origin.hostname : `${origin.hostname}:${origin.port}`;
  const headers = Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name, String(value)]));
  const request: HttpRequest = {
    method,
    protocol: origin.protocol,
    hostname: origin.hostname,
    // S3 reads the path decoded, and a slash of a key is one to it
    path: isS3 ? path.replaceAll('%2F', '/') : path,
    query,
    headers: { ...headers, host },
    body,
  };
  const signed = await signer.sign(request, { signingDate });
  return { ...asked, path: path + searchOf(query), headers: signed.headers };
}

/** The query is sent as it is signed, so that both sides read it alike: a blank is `%20`. */
function queryOf(search: string): Record<string, string[]> {
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(search)) query.set(name, [...(query.get(name) ?? []), value]);
  return Object.fromEntries(query);
}

function searchOf(query: Readonly<Record<string, readonly string[]>>): string {
  const parts = Object.entries(query).flatMap(([name, values]) =>
    values.map((value) => `${encodeStrictly(name)}=${encodeStrictly(value)}`),
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** A segment of a path in the one way in which S3 encodes it. What does not decode is for S3 to refuse. */
function encodeAnew(segment: string): string {
  try {
    return encodeStrictly(decodeURIComponent(segment));
  } catch {
    return segment;
  }
}

/** Every byte but `A-Z a-z 0-9 - . _ ~`. AWS: AmazonS3/latest/API/sig-v4-header-based-auth.html, UriEncode */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** SHA-256 of Node, in the shape that the signer asks for. */
class Sha256 implements Checksum {
  readonly #secret: SourceData | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: SourceData) {
    this.#secret = secret;
    this.#hash = this.#begin();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#begin();
  }

  #begin(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(this.#secret));
  }
}

function bytesOf(data: SourceData): Uint8Array | string {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
