import type { AwsCredentialIdentity, HttpRequest } from '@smithy/types';
import { encodeSegment } from '../../../../aws/index.ts';
import { ToolError } from '../../../../tool-error.ts';
import { assertSecretHost } from '../../../secrets/index.ts';
import type { TargetEnvironment } from '../../../types.ts';
import type { UpstreamRequest } from '../../wire.ts';
import type { Auth } from '../session.ts';
import { rolesOf } from './roles.ts';
import { Sha256 } from './sha256.ts';

/** The target of a signature. */
interface SigningScope {
  readonly service: string;
  readonly region: string;
  /** A name under the stage's `awsRoles`. */
  readonly role: string;
}

/** Signs requests with Signature Version 4 and credentials of a role that the stage lists, never with the function's own. */
export function sigv4Auth(scope: SigningScope, environment: TargetEnvironment): Auth {
  const roles = rolesOf(environment);
  return ({ context, time, mask }) => ({
    async authorize(request) {
      // a signature is a credential: it lets its receiver repeat the request
      await assertSecretHost(request.origin, context);
      const credentials = await time.within(
        roles.credentials(scope.role, context.server),
        () => new ToolError(`The role "${scope.role}" could not be assumed in time. Try again.`),
      );
      mask.add(credentials.secretAccessKey);
      if (credentials.sessionToken !== undefined) mask.add(credentials.sessionToken);
      return sign(request, scope, credentials, new Date(environment.now()));
    },
    // a refused signature is not caused by expiry: credentials are renewed before they expire
    renew: async () => false,
  });
}

/** Signs a request, its body included. */
async function sign(
  request: UpstreamRequest,
  { service, region }: Pick<SigningScope, 'service' | 'region'>,
  credentials: AwsCredentialIdentity,
  signingDate: Date,
): Promise<UpstreamRequest> {
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const isS3 = service === 's3';
  // all other services require the path's segments to be encoded twice
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
    // S3 decodes the path, so an encoded slash in a key must be sent as a slash
    path: isS3 ? path.replaceAll('%2F', '/') : path,
    query,
    headers: { ...headers, host },
    body,
  };
  const signed = await signer.sign(unsigned, { signingDate });
  return { ...request, path: path + searchOf(query), headers: signed.headers };
}

/** The query is sent exactly as it is signed; a space is `%20`. */
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

/** Encodes a path segment in S3's canonical form. A segment that does not decode is left for S3 to reject. */
function encodeAnew(segment: string): string {
  try {
    return encodeSegment(decodeURIComponent(segment));
  } catch {
    return segment;
  }
}
