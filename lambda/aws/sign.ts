import { createHmac, hash } from 'node:crypto';

/** Credentials from a function's environment. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The parts of a request that a signature covers. */
interface Signable {
  readonly method: string;
  /** Host, with a port that is not the protocol's default. */
  readonly host: string;
  /** The path as sent: each segment percent-encoded once, without a query. */
  readonly path: string;
  /** Headers in lower case, without those that signing adds. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs requests to one service in one Region. */
export type Signer = (request: Signable, credentials: AwsCredentials, now: number) => Record<string, string>;

/**
 * Creates a signer with Signature Version 4 for services other than S3: they sign each path segment encoded once more. The signing
 * key is derived once a day.
 * AWS: IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @returns a function that returns all headers of a request
 */
export function createSigner(service: string, region: string): Signer {
  let derivedFor = '';
  let derived: Buffer = Buffer.alloc(0);

  function keyOf(secretAccessKey: string, day: string): Buffer {
    if (derivedFor !== `${day}${secretAccessKey}`) {
      derived = [day, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
      derivedFor = `${day}${secretAccessKey}`;
    }
    return derived;
  }

  return ({ method, host, path, headers, body }, { accessKeyId, secretAccessKey, sessionToken }, now) => {
    const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const day = time.slice(0, 8);
    const all: Record<string, string> = { ...headers, host, 'x-amz-date': time };
    if (sessionToken !== undefined) all['x-amz-security-token'] = sessionToken;
    const names = Object.keys(all).sort();
    const canonicalHeaders = names.map((name) => `${name}:${all[name]}\n`).join('');
    const signedHeaders = names.join(';');
    const canonical = [method, canonicalPath(path), '', canonicalHeaders, signedHeaders, sha256(body)].join('\n');
    const scope = `${day}/${region}/${service}/aws4_request`;
    const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
    const signature = hmac(keyOf(secretAccessKey, day), toSign).toString('hex');
    all.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
    return all;
  };
}

function canonicalPath(path: string): string {
  return path.split('/').map(encodeSegment).join('/');
}

/** Encodes all but the unreserved characters of RFC 3986; `encodeURIComponent` leaves five others as they are. */
export function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return hash('sha256', text);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
