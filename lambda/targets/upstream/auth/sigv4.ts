import type { AwsCredentialIdentity, HttpRequest } from '@smithy/types';
import { encodeSegment } from '../../../aws/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { TargetEnvironment } from '../../types.ts';
import type { UpstreamRequest } from '../wire.ts';
import { rolesOf } from './roles.ts';
import type { Auth } from './session.ts';
import { Sha256 } from './sha256.ts';

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
    async authorize(request) {
      const credentials = await time.within(
        roles.credentials(scope.role, context.server),
        () => new ToolError(`The role "${scope.role}" could not be assumed in time. Try again.`),
      );
      mask.add(credentials.secretAccessKey);
      if (credentials.sessionToken !== undefined) mask.add(credentials.sessionToken);
      return sign(request, scope, credentials, new Date(environment.now()));
    },
    // a refused signature is no matter of age: credentials are renewed before they end
    renew: async () => false,
  });
}

/** Signs a request with its body. */
export async function sign(
  request: UpstreamRequest,
  { service, region }: Pick<SigningScope, 'service' | 'region'>,
  credentials: AwsCredentialIdentity,
  signingDate: Date,
): Promise<UpstreamRequest> {
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const isS3 = service === 's3';
  // all others want the segments of the path encoded once more
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: !isS3 });
  const { origin, method, body } = request;
  const [given = '', search = ''] = request.path.split(/\?(.*)/s);
  const path = isS3 ? given.split('/').map(encodeAnew).join('/') : given;
  const query = queryOf(search);
  const host = origin.port === '' ? origin.hostname : `${origin.hostname}:${origin.port}`;
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const unsigned: HttpRequest = {
    method,
    protocol: origin.protocol,
    hostname: origin.hostname,
    // S3 reads the path decoded, and a slash of a key is one to it
    path: isS3 ? path.replaceAll('%2F', '/') : path,
    query,
    headers: { ...headers, host },
    body,
  };
  const signed = await signer.sign(unsigned, { signingDate });
  return { ...request, path: path + searchOf(query), headers: signed.headers };
}

/** The query is sent as it is signed, so that both sides read it alike: a blank is `%20`. */
function queryOf(search: string): Record<string, string[]> {
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(search)) query.set(name, [...(query.get(name) ?? []), value]);
  return Object.fromEntries(query);
}

function searchOf(query: Readonly<Record<string, readonly string[]>>): string {
  const parts = Object.entries(query).flatMap(([name, values]) =>
    values.map((value) => `${encodeSegment(name)}=${encodeSegment(value)}`),
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** A segment of a path in the one way in which S3 encodes it. What does not decode is for S3 to refuse. */
function encodeAnew(segment: string): string {
  try {
    return encodeSegment(decodeURIComponent(segment));
  } catch {
    return segment;
  }
}
