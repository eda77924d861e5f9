import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Outbound, OutboundRequest } from '../../outbound/index.ts';
import { ToolError } from '../../tool-error.ts';
import { tooLarge } from '../result.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { codingsOf, decode, isDecodable } from './decoding.ts';
import { DeadlinePassed, type FailedRequest, isCodingError, wireFailure } from './failures.ts';
import type { OkRule } from './statuses.ts';
import type { CallTime } from './time.ts';

/** Bytes read from a response that is not an answer, where no expression reads it: only its beginning is shown. */
const FAILURE_BYTES = 16_384;

/** The limits for bodies of responses. */
export interface BodyLimits {
  /** Bytes of an answer; a larger one is an error. */
  readonly answer: number;
  /**
   * Bytes of any other response; more is not read.
   *
   * @default 16,384
   */
  readonly failure?: number | undefined;
}

export interface UpstreamRequest extends OutboundRequest {
  /** Method, host and path: the request's name in errors. */
  readonly label: string;
  /** Whether the request may be sent again when its outcome is unknown. */
  readonly repeatable: boolean;
  readonly body: string | Buffer | undefined;
  /** The statuses that are answers; without it, those of 2xx. */
  readonly ok?: OkRule | undefined;
  /** Whether a response means that the upstream is busy, besides those with a status for it. */
  readonly busy?: ((response: ResponseHead) => boolean) | undefined;
}

/** A response before its body. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** A response, read to its end or, if it is not an answer, up to its limit. */
export interface UpstreamResponse extends ResponseHead {
  readonly body: Buffer;
}

/** A response whose body has not been read yet. */
export interface Opened extends ResponseHead {
  /** Decoded, unless {@link compressedFailure} refuses its coding. */
  readonly incoming: Readable;
}

/** Returns whether a response is an answer: 2xx, or what the request accepts instead. */
export function isOk({ status }: ResponseHead, { ok }: Pick<UpstreamRequest, 'ok'> = {}): boolean {
  return ok === undefined ? status >= 200 && status < 300 : ok(status);
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
    let isOpen = false;
    const forget = time.during(() => {
      reject(new DeadlinePassed(request, undefined));
      (incoming ?? outgoing).destroy();
    });
    const fail = (error: Error) => {
      forget();
      reject(wireFailure(request, error));
    };
    outgoing.on('error', fail);
    outgoing.on('close', () => (isOpen ? forget() : fail(closedEarly())));
    outgoing.on('response', (given) => {
      incoming = given;
      given.on('error', () => {}); // the reader sees the error too, but there may no longer be one
      // a compressed body is handed over with its first bytes
      receive(given, request, (opened) => {
        isOpen = true;
        resolve(opened);
      });
    });
    outgoing.end(request.body);
  });
}

/** Hands over a response, decoded where it is compressed. */
function receive(given: IncomingMessage, { method }: UpstreamRequest, use: (opened: Opened) => void): void {
  const { statusCode: status = 0, headers } = given;
  const codings = codingsOf(headers);
  const isPlain = codings.length === 0 || !hasBody(status, headers, method) || !isDecodable(codings);
  if (isPlain) {
    use({ status, headers, incoming: given });
    return;
  }
  // These describe the body as it was sent.
  const { 'content-encoding': _coding, 'content-length': _length, ...decoded } = headers;
  decode(given, codings, (incoming) => use({ status, headers: decoded, incoming }));
}

function hasBody(status: number, headers: IncomingHttpHeaders, method: string): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304 && headers['content-length'] !== '0';
}

/** The error of a connection that closed without a response, with the code of a reset connection. */
function closedEarly(): Error {
  return Object.assign(new Error('closed'), { code: 'ECONNRESET' });
}

/**
 * Reads a response to its end; if it is not an answer, up to its limit.
 *
 * @throws ToolError for a body that is too large, compressed or incomplete
 */
export function readResponse(
  { status, headers, incoming }: Opened,
  request: UpstreamRequest,
  { answer, failure = FAILURE_BYTES }: BodyLimits,
  time: CallTime,
): Promise<UpstreamResponse> {
  const ok = isOk({ status, headers }, request);
  const limit = ok ? answer : failure;
  const buffer = new ByteBuffer();
  return new Promise<UpstreamResponse>((resolve, reject) => {
    const finish = () => resolve({ status, headers, body: buffer.whole() });
    const broken = (error: Error) => {
      // The status suffices where the body that explains it cannot be decoded.
      if (!ok && isCodingError(error)) return finish();
      reject(readFailure(request, error, buffer.size, time));
    };
    const refusal = ok ? refusalOf({ status, headers }, request, answer) : undefined;
    if (refusal) return reject(refusal);
    if (incoming.destroyed) return broken(closedEarly());
    if (!ok && compressedFailure(headers, request.label)) {
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
    incoming.on('close', () => {
      if (!incoming.readableEnded) broken(closedEarly());
    });
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

/** Refuses an answer by its head, before the body is read. */
function refusalOf(
  { status, headers }: ResponseHead,
  { label, method, repeatable }: UpstreamRequest,
  limit: number,
): ToolError | undefined {
  const announced = headers['content-length'];
  if (!hasBody(status, headers, method)) return undefined;
  return (
    compressedFailure(headers, label) ??
    (Number(announced ?? 0) > limit ? tooLarge(label, limit, repeatable) : undefined)
  );
}

/** The error for a response in a coding that cannot be decoded. */
export function compressedFailure(headers: IncomingHttpHeaders, label: string): ToolError | undefined {
  if (codingsOf(headers).length === 0) return undefined;
  const encoding = String(headers['content-encoding']);
  const shown = encoding.length <= 40 ? `content-encoding ${encoding}` : 'a content-encoding';
  return new ToolError(`${label} responded with ${shown}, which the request did not accept.`);
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
