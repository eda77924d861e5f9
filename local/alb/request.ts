import { type IncomingMessage, validateHeaderName, validateHeaderValue } from 'node:http';
import type { Readable } from 'node:stream';

/** One header line. */
export type HeaderLine = readonly [name: string, value: string];

/** A request as the load balancer judges it: nothing decoded. */
export interface AlbRequest {
  readonly method: string;
  readonly path: string;
  /** Without `?`; empty when there is none. */
  readonly query: string;
  /** In the order and case that the client sent. */
  readonly headers: readonly HeaderLine[];
  readonly sourceIp: string;
  readonly body: Readable;
}

/** Text at once, or bytes as they come. */
type TargetBody = string | Buffer | StreamedBody;

/** A body that is still being made. Whoever relays it must read it to its end even if nobody listens any more. */
export interface StreamedBody {
  readonly stream: NodeJS.ReadableStream;
  /** Longest silence before the relay gives up. */
  readonly idleTimeoutMs: number;
  /** `Date.now()` at which the relay gives up in any case. */
  readonly deadline: number;
  /** After the end: whether the body is whole. */
  isWhole(): boolean;
}

/** What a rule's action or target answers. */
export interface TargetResponse {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: TargetBody;
}

/** Header names that the load balancer lets through when `routing.http.drop_invalid_header_fields.enabled` is set. */
const VALID_NAME = /^[-A-Za-z0-9]+$/;

/** Reads a request off the wire. */
export function readRequest(message: IncomingMessage, dropInvalidHeaders: boolean): AlbRequest {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const headers: HeaderLine[] = [];
  const raw = message.rawHeaders;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (!dropInvalidHeaders || VALID_NAME.test(name)) headers.push([name, raw[index + 1] ?? '']);
  }
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers,
    sourceIp: (message.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    body: message,
  };
}

/** Whether a header that a function made can go over the wire. */
export function isSendable([name, value]: HeaderLine): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** Every value of a header, whatever its case. */
export function headerValues(request: AlbRequest, name: string): string[] {
  const wanted = name.toLowerCase();
  return request.headers.filter(([found]) => found.toLowerCase() === wanted).map(([, value]) => value);
}

/** The last value of a header. */
export function headerValue(request: AlbRequest, name: string): string | undefined {
  return headerValues(request, name).at(-1);
}

/** Key and value pairs of a query string, as written. */
export function queryPairs(query: string): [key: string, value: string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

/** Collects a body; `undefined` when it has more bytes than allowed (the rest is read and dropped). */
export async function collect(body: NodeJS.ReadableStream, limitBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
  }
  return bytes <= limitBytes ? Buffer.concat(chunks, bytes) : undefined;
}
