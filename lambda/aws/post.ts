import { Agent, request as httpsRequest } from 'node:https';
import type { Endpoint } from './environment.ts';
import { createSigner } from './sign.ts';

/** One request to a service. */
export interface PostRequest {
  /** Each segment percent-encoded once. */
  readonly path: string;
  /** Lower case; those of the signature are added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back, whatever it says. */
export interface PostAnswer {
  readonly status: number;
  /** The service's name for what is wrong, where the headers tell. */
  readonly errorType: string | undefined;
  readonly text: string;
}

/** Sends one signed request, once. Rejects when no whole answer came. */
export type Post = (request: PostRequest) => Promise<PostAnswer>;

/** Bytes of an answer; DynamoDB gives 1 MB of items at most, and JSON around them. */
const ANSWER_BYTES = 16_000_000;

/**
 * Opens the way to a service: one kept connection and a signature, and nothing else of an SDK, whose loading and first call
 * would be most of a cold start. docs/decisions/0007-a-table-reader-of-our-own.md
 *
 * @param service its name in signatures
 * @param timeoutMs milliseconds for a whole answer
 * @param now the clock, epoch milliseconds
 */
export function createPost(service: string, endpoint: Endpoint, timeoutMs: number, now: () => number): Post {
  const base = new URL(endpoint.url);
  const basePath = base.pathname.replace(/\/$/, '');
  const sign = createSigner(service, endpoint.region);
  const http = base.protocol === 'https:' ? { Agent, request: httpsRequest } : process.getBuiltinModule('node:http');
  // A function answers one request at a time: a second connection would cost a cold start a second handshake, and idle after.
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
      const timer = setTimeout(() => fail(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      const options = { method: 'POST', agent, headers: { ...signed, 'content-length': Buffer.byteLength(body) } };
      const sent = http.request(new URL(full, base), options, (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > ANSWER_BYTES) fail(new Error('the answer is too large'));
          chunks.push(chunk);
        });
        response.on('error', fail);
        response.on('aborted', () => fail(new Error('the answer broke off')));
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
