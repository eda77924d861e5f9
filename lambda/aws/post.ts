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
  /** Ends the request, whose promise then rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** How a service is reached. */
export interface PostOptions {
  /** Milliseconds until a response must be complete. */
  readonly timeoutMs: number;
  /**
   * Connections at the same time.
   *
   * @default 1: a function handles one request at a time, and another connection would add a handshake to a cold start
   */
  readonly sockets?: number | undefined;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
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
 * Opens a service with kept connections and request signing, but without an SDK, whose loading and first call would take most
 * of a cold start. docs/decisions/0007-a-table-reader-of-our-own.md
 *
 * @param service its name in signatures
 */
export function createPost(service: string, endpoint: Endpoint, { timeoutMs, sockets = 1, now }: PostOptions): Post {
  const base = new URL(endpoint.url);
  const basePath = base.pathname.replace(/\/$/, '');
  const sign = createSigner(service, endpoint.region);
  const http = base.protocol === 'https:' ? { Agent, request: httpsRequest } : process.getBuiltinModule('node:http');
  const agent = new http.Agent({ keepAlive: true, maxSockets: sockets });
  const { hostname, port } = base;
  // An address in brackets is that of IPv6, which a socket takes without them.
  const fixed = { method: 'POST', agent, host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? undefined : port };

  return ({ path, headers, body, signal }) => {
    const full = basePath + path;
    const signable = { method: 'POST', host: base.host, path: full, headers, body };
    const signed = sign(signable, endpoint.credentials(), now());
    return new Promise((resolve, reject) => {
      const forget = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const fail = (cause: unknown) => {
        forget();
        reject(cause);
        sent.destroy();
      };
      // Node's own option for it follows the whole life of the stream, at several times the cost.
      const abort = () => fail(signal?.reason);
      const timer = setTimeout(() => fail(new Error(`no response within ${timeoutMs} ms`)), timeoutMs);
      const length = Buffer.byteLength(body);
      const options = { ...fixed, path: full, headers: { ...signed, 'content-length': length } };
      const sent = http.request(options, (response) => {
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
          forget();
          const { statusCode = 0, headers: sentBack } = response;
          const errorType = sentBack['x-amzn-errortype']?.toString();
          const [first = Buffer.alloc(0)] = chunks;
          const whole = chunks.length > 1 ? Buffer.concat(chunks, bytes) : first; // most arrive at once
          resolve({ status: statusCode, errorType, text: whole.toString('utf8') });
        });
      });
      sent.on('error', fail);
      sent.end(body);
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) abort();
    });
  };
}
