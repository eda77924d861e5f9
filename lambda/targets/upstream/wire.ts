import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Outbound, OutboundRequest } from '../../outbound/index.ts';
import { ToolError } from '../../tool-error.ts';
import { tooLarge } from '../result.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { DeadlinePassed, type FailedRequest, wireFailure } from './failures.ts';
import type { CallTime } from './time.ts';

/** Bytes read from a response that is not 2xx; only its beginning is shown. */
const FAILURE_BYTES = 16_384;

export interface UpstreamRequest extends OutboundRequest {
  /** Method, host and path: the request's name in errors. */
  readonly label: string;
  /** Whether the request may be sent again when its outcome is unknown. */
  readonly repeatable: boolean;
  readonly body: string | Buffer | undefined;
}

/** A response before its body. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** A response, read to its end or, if it is not 2xx, up to {@link FAILURE_BYTES}. */
export interface UpstreamResponse extends ResponseHead {
  readonly body: Buffer;
}

/** A response whose body has not been read yet. */
export interface Opened extends ResponseHead {
  readonly incoming: IncomingMessage;
}

/** Returns whether a response is 2xx. */
export function isOk({ status }: ResponseHead): boolean {
  return status >= 200 && status < 300;
}

/**
 * Sends a request and waits for the head of its response. The socket closes when the body has been read, when `incoming` is
 * destroyed, and when the call's time limit ends.
 *
 * @throws ToolError for every failure; the socket is closed by then
 */
export async function open(outbound: Outbound, request: UpstreamRequest, time: CallTime): Promise<Opened> {
  if (time.isOver) throw new ToolError(`${request.label} was not sent: the time limit of the call has passed.`);
  const outgoing = outbound.open(request);
  return new Promise((resolve, reject) => {
    let incoming: IncomingMessage | undefined;
    const forget = time.during(() => {
      reject(new DeadlinePassed(request, undefined));
      (incoming ?? outgoing).destroy();
    });
    const fail = (error: Error) => {
      forget();
      reject(wireFailure(request, error));
    };
    outgoing.on('error', fail);
    outgoing.on('close', () => fail(closedEarly()));
    outgoing.on('response', (given) => {
      incoming = given;
      given.on('error', () => {}); // the reader sees the error too, but there may no longer be one
      resolve({ status: given.statusCode ?? 0, headers: given.headers, incoming: given });
    });
    outgoing.end(request.body);
  });
}

/** The error of a connection that closed without a response, with the code of a reset connection. */
function closedEarly(): Error {
  return Object.assign(new Error('closed'), { code: 'ECONNRESET' });
}

/**
 * Reads a response to its end; if it is not 2xx, only the beginning.
 *
 * @param resultBytes the limit for the body of a 2xx response
 * @throws ToolError for a body that is too large, compressed or incomplete
 */
export function readResponse(
  { status, headers, incoming }: Opened,
  request: UpstreamRequest,
  resultBytes: number,
  time: CallTime,
): Promise<UpstreamResponse> {
  const ok = isOk({ status, headers });
  const limit = ok ? resultBytes : FAILURE_BYTES;
  const buffer = new ByteBuffer();
  return new Promise<UpstreamResponse>((resolve, reject) => {
    const finish = () => resolve({ status, headers, body: buffer.whole() });
    const broken = (error: Error) => reject(readFailure(request, error, buffer.size, time));
    const refusal = ok ? refusalOf({ status, headers }, request, resultBytes) : undefined;
    if (refusal) return reject(refusal);
    if (incoming.destroyed) return broken(closedEarly());
    if (!ok && isCompressed(headers)) {
      finish(); // the status suffices: a compressed body cannot be quoted
      return incoming.destroy();
    }
    incoming.on('error', broken);
    incoming.on('data', (chunk: Buffer) => {
      buffer.add(chunk);
      if (buffer.size <= limit) return;
      if (ok) return reject(tooLarge(request.label, limit, request.repeatable));
      finish();
      incoming.destroy();
    });
    incoming.on('end', finish);
    incoming.on('close', () => broken(closedEarly()));
  }).catch((error: unknown) => {
    incoming.destroy();
    throw error;
  });
}

/** Why reading a body failed: the time limit, or the connection. A bug of ours, which has no code, is returned unchanged. */
export function readFailure(request: FailedRequest, error: unknown, received: number, time: CallTime): unknown {
  if (!(typeof error === 'object' && error !== null && 'code' in error)) return error;
  return time.isOver ? new DeadlinePassed(request, received) : wireFailure(request, error);
}

/** Refuses a 2xx response by its head, before the body is read. */
function refusalOf(
  { status, headers }: ResponseHead,
  { label, method, repeatable }: UpstreamRequest,
  limit: number,
): ToolError | undefined {
  const announced = headers['content-length'];
  if (method === 'HEAD' || status === 204 || announced === '0') return undefined; // no body
  return (
    compressedFailure(headers, label) ??
    (Number(announced ?? 0) > limit ? tooLarge(label, limit, repeatable) : undefined)
  );
}

/** The error for a compressed response, which the request did not accept. */
export function compressedFailure(headers: IncomingHttpHeaders, label: string): ToolError | undefined {
  if (!isCompressed(headers)) return undefined;
  const encoding = String(headers['content-encoding']);
  const shown = encoding.length <= 40 ? `content-encoding ${encoding}` : 'a content-encoding';
  return new ToolError(`${label} responded with ${shown}, which the request did not accept.`);
}

function isCompressed({ 'content-encoding': encoding = 'identity' }: IncomingHttpHeaders): boolean {
  return encoding.toLowerCase() !== 'identity';
}

/** Characters of a path that errors show. */
const LABEL_CHARS = 300;

/**
 * The name of a request in errors, without its query, which may hold data that only the upstream should see.
 *
 * @param path masked, if an upstream has chosen it
 */
export function requestLabel(method: string, host: string, path: string): string {
  return `${method} ${host}${path.length > LABEL_CHARS ? `${path.slice(0, LABEL_CHARS)}…` : path}`;
}
