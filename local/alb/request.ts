import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { HeaderLine } from '../http.ts';

/** A request as rules match it; nothing is decoded. */
export interface AlbRequest {
  readonly method: string;
  readonly path: string;
  /** Without `?`; empty if there is none. */
  readonly query: string;
  /** In the order and case that the client sent. */
  readonly headers: readonly HeaderLine[];
  readonly sourceIp: string;
  readonly body: Readable;
  /** Aborted when the client disconnects. */
  readonly disconnected: AbortSignal;
}

/** A complete body, or a stream. */
type TargetBody = string | Buffer | StreamedBody;

/** A streamed body. The relay must read it to its end even after the client has disconnected. */
export interface StreamedBody {
  readonly stream: NodeJS.ReadableStream;
  /** Longest pause between two chunks before the relay closes the connection. */
  readonly idleTimeoutMs: number;
  /** Value of `Date.now()` at which the relay closes the connection in any case. */
  readonly deadline: number;
  /** Whether the body is complete; valid after its end. */
  isWhole(): boolean;
}

/** The response of a fixed-response action or a target. */
export interface TargetResponse {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: TargetBody;
}

/** Header names that the load balancer keeps when `routing.http.drop_invalid_header_fields.enabled` is set. */
const VALID_NAME = /^[-A-Za-z0-9]+$/;

/** @param disconnected aborted when the client disconnects */
export function readRequest(
  message: IncomingMessage,
  dropInvalidHeaders: boolean,
  disconnected: AbortSignal,
): AlbRequest {
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
    disconnected,
  };
}

/** Every value of a header; names are compared without case. */
export function headerValues(request: AlbRequest, name: string): string[] {
  const wanted = name.toLowerCase();
  return request.headers.filter(([found]) => found.toLowerCase() === wanted).map(([, value]) => value);
}

/** The last value of a header, which the load balancer uses where it needs one. */
export function headerValue(request: AlbRequest, name: string): string | undefined {
  return headerValues(request, name).at(-1);
}

/** Key and value pairs of a query string, without decoding. */
export function queryPairs(query: string): [key: string, value: string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}
