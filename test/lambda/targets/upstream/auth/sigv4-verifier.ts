import { createHash, createHmac } from 'node:crypto';
import type { Seen } from '../../http/upstream.ts';

/**
 * Signs what a service received, the way in which the service does, from the text of the specification and not with the signer
 * that made the request. AWS: IAM/latest/UserGuide/reference_sigv-create-signed-request.html, and for S3
 * AmazonS3/latest/API/sig-v4-header-based-auth.html
 *
 * @returns the signature that the service expects, and the one that it got
 */
export function signatures({ method, url, headers, body }: Seen, secretKey: string) {
  const authorization = String(headers.authorization);
  const [, scope = '', signedHeaders = '', given = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]+)$/.exec(authorization) ?? [];
  const [date = '', region = '', service = '', end = ''] = scope.split('/');
  const [path = '', query = ''] = url.split('?');
  const canonical = [
    method,
    service === 's3' ? eachSegment(decodeURIComponent(path), uriEncode) : eachSegment(path, uriEncode),
    canonicalQuery(query),
    ...signedHeaders.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signedHeaders,
    sha256(body),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [date, region, service, end].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${secretKey}`,
  );
  return { expected: hmac(key, text).toString('hex'), given };
}

function canonicalQuery(query: string): string {
  const pairs = query === '' ? [] : query.split('&').map((pair) => pair.split('=').map(decodeURIComponent));
  return pairs
    .map(([name = '', value = '']) => `${uriEncode(name)}=${uriEncode(value)}`)
    .sort()
    .join('&');
}

const eachSegment = (path: string, encode: (segment: string) => string) => path.split('/').map(encode).join('/');

/** Every byte but A-Z a-z 0-9 - . _ ~ */
function uriEncode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9._~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
