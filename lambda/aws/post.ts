import { Agent, request as httpsRequest } from 'node:https';
import type { Endpoint } from './environment.ts';
import { createSigner } from './sign.ts';

/** One request to a service. */
export interface PostRequest {
  /** With each segment percent-encoded once. */
  readonly path: string;
  /** In lower case, without the headers of the signature. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The response of a service, with any status. */
export interface PostAnswer {
  readonly status: number;
  /** The service's error code, if a header contains it. */
  readonly errorType: string | undefined;
  readonly text: string;
}

/** Sends one signed request, once. Rejects without a complete response. */
export type Post = (request: PostRequest) => Promise<PostAnswer>;

/** Maximum bytes of a response; DynamoDB returns at most 1 MB of items, plus their JSON. */
const ANSWER_BYTES = 16_000_000;

/**
 * Opens a service with one kept connection and request signing, but without an SDK, whose loading and first call would take most
 * of a cold start. docs/decisions/0007-a-table-reader-of-our-own.md
 *
 * @param service its name in signatures
 * @param timeoutMs milliseconds until the response must be complete
 * @param now the clock, epoch milliseconds
 */
export function createPost(service: string, endpoint: Endpoint, timeoutMs: number, now: () => number): Post {
  const base = new URL(endpoint.url);
  const basePath = base.pathname.replace(/\/$/, '');
  const sign = createSigner(service, endpoint.region);
  const http = base.protocol === 'https:' ? { Agent, request: httpsRequest } : process.getBuiltinModule('node:http');
  // A function handles one request at a time: a second connection would add a handshake to a cold start and then stay idle.
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

  return ({ path, headers, body }) => {
    const full = basePath + path;
    const signable = { method: 'POST', host: base.host, path: full, headers, body };
    const signed = sign(signable, endpoint.credentials(), now());
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown) => {
        clearTimeout(timer);
        reject(cause);
        sent.destroy();
      };
      const timer = setTimeout(() => fail(new Error(`no response within ${timeoutMs} ms`)), timeoutMs);
      const options = { method: 'POST', agent, headers: { ...signed, 'content-length': Buffer.byteLength(body) } };
      const sent = http.request(new URL(full, base), options, (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > ANSWER_BYTES) fail(new Error('the response is too large'));
          chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('aborted', () => fail(new Error('the response was interrupted')));
        response.on('end', () => {
          clearTimeout(timer);
          const { statusCode = 0, headers: sentBack } = response;
          const errorType = sentBack['x-amzn-errortype']?.toString();
          resolve({ status: statusCode, errorType, text: Buffer.concat(chunks).toString('utf8') });
        });
      });
      sent.on('error', fail);
      sent.end(body);
    });
  };
}
