import { isUtf8 } from 'node:buffer';
import type { ClientRequest } from 'node:http';
import { isJsonObject, type JsonObject } from '../json.ts';
import { nestsDeeper } from '../text/index.ts';
import type { After } from '../timeout.ts';
import type { Origin, Outbound } from './outbound.ts';

/**
 * Reads a JSON object from a URL.
 *
 * @throws GetFailed
 */
export type GetJson = (url: string) => Promise<JsonObject>;

interface GetJsonOptions {
  readonly outbound: Outbound;
  /** Maximum bytes of a response. */
  readonly maxBytes: number;
  /** Milliseconds for a request and its whole response. */
  readonly timeoutMs: number;
  /**
   * Whether plain http may reach this machine, which only the local stack does.
   *
   * @default false
   */
  readonly loopback?: boolean | undefined;
  readonly after: After;
}

/** Characters of a URL that errors show. */
const URL_CHARS = 300;

/** A JSON object could not be read from another host. The message is for operators. */
export class GetFailed extends Error {
  override readonly name = 'GetFailed';
  /** Whether the host responded, so that another path of it may have the document. */
  readonly answered: boolean;

  constructor(url: string, reason: string, { answered = true, cause }: { answered?: boolean; cause?: unknown } = {}) {
    super(`GET ${url.slice(0, URL_CHARS)} failed: ${reason}`, { cause });
    this.answered = answered;
  }
}

/** Nesting of a document; discovery documents and key sets have three levels. */
const MAX_DEPTH = 16;
const HEADERS = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'spillway' } as const;
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Creates a {@link GetJson} that follows no redirects, for https URLs at addresses that the stage allows. */
export function createGetJson({ outbound, maxBytes, timeoutMs, loopback = false, after }: GetJsonOptions): GetJson {
  return async (url) => {
    const request = { method: 'GET', headers: HEADERS, ...destinationOf(url, loopback) };
    return parse(url, await readBody(url, () => outbound.open(request), { maxBytes, timeoutMs, after }));
  };
}

/** @throws GetFailed unless the whole body of a response with status 200 arrives within the limits; the socket is closed by then */
async function readBody(
  url: string,
  open: () => ClientRequest,
  { maxBytes, timeoutMs, after }: Pick<GetJsonOptions, 'maxBytes' | 'timeoutMs' | 'after'>,
): Promise<Buffer> {
  let request: ClientRequest | undefined;
  let cancel = () => {};
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const fail = (reason: string, answered = true) => reject(new GetFailed(url, reason, { answered }));
      const failWith = (cause: Error) => reject(new GetFailed(url, cause.message, { cause, answered: false }));
      cancel = after(timeoutMs, () => fail(`it took longer than ${timeoutMs} ms`, false));
      request = open();
      request.on('error', failWith);
      request.on('close', () => fail('the connection closed before the response was complete', false));
      request.on('response', (response) => {
        const { statusCode: status, headers } = response;
        response.on('error', failWith);
        if (status !== 200) return fail(`the status is ${status}`);
        if ((headers['content-encoding'] ?? 'identity') !== 'identity') return fail('the response is compressed');
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxBytes) return fail(`the response has more than ${maxBytes} bytes`);
          chunks.push(chunk);
        });
        response.on('end', () => resolve(Buffer.concat(chunks, size)));
      });
      request.end();
    });
  } catch (error) {
    request?.destroy();
    throw error instanceof GetFailed ? error : new GetFailed(url, messageOf(error), { cause: error, answered: false });
  } finally {
    cancel();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function destinationOf(text: string, loopback: boolean): { origin: Origin; path: string } {
  const url = URL.parse(text);
  if (url === null) throw new GetFailed(text, 'it is not a URL');
  const { protocol, hostname, port, pathname, search, username, password } = url;
  if (username !== '' || password !== '') throw new GetFailed(`${url.origin}${pathname}`, 'it contains credentials');
  const path = pathname + search;
  if (protocol === 'https:') return { origin: { protocol, hostname, port }, path };
  if (protocol === 'http:' && loopback && LOOPBACK_HOST.test(hostname)) {
    return { origin: { protocol, hostname, port }, path };
  }
  throw new GetFailed(text, 'only https is allowed');
}

function parse(url: string, body: Buffer): JsonObject {
  const text = isUtf8(body) ? body.toString() : '';
  if (nestsDeeper(text, MAX_DEPTH)) throw new GetFailed(url, `the JSON nests deeper than ${MAX_DEPTH} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new GetFailed(url, 'the response is not JSON', { cause });
  }
  if (!isJsonObject(value)) throw new GetFailed(url, 'the response is not a JSON object');
  return value;
}
