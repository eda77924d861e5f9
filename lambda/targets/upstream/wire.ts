import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ToolError } from '../../tool-error.ts';
import { tooLarge } from '../result.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { deadlineFailure, wireFailure } from './failures.ts';
import type { Outbound, OutboundRequest } from './outbound/index.ts';
import type { CallTime } from './time.ts';

/** Bytes that are read of an answer which is not 2xx; only its beginning is shown. */
const FAILURE_BYTES = 16_384;

/** A request with its body. */
export interface UpstreamRequest extends OutboundRequest {
  /** Method, host and path: what errors call the request. */
  readonly label: string;
  readonly body: string | Buffer | undefined;
}

/** What is known of an answer before its body. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** An answer, read to its end or, when it is not 2xx, to {@link FAILURE_BYTES}. */
export interface UpstreamResponse extends ResponseHead {
  readonly body: Buffer;
}

/** An answer whose body is still to be read. */
export interface Opened extends ResponseHead {
  readonly incoming: IncomingMessage;
}

/** Tells whether an answer is 2xx. */
export function isGood({ status }: ResponseHead): boolean {
  return status >= 200 && status < 300;
}

/**
 * Sends a request and waits for the head of its answer. From then on the socket goes when the body has been read, when the
 * response is destroyed, and when the call's time ends.
 *
 * @throws ToolError whatever goes wrong; the socket is gone by then
 */
export async function open(outbound: Outbound, request: UpstreamRequest, time: CallTime): Promise<Opened> {
  if (time.isOver) throw new ToolError(`${request.label} was not sent: the time of the call is over.`);
  const outgoing = outbound.open(request);
  return new Promise((resolve, reject) => {
    let incoming: IncomingMessage | undefined;
    const forget = time.during(() => {
      reject(deadlineFailure(request.label, undefined));
      (incoming ?? outgoing).destroy();
    });
    const fail = (error: Error) => {
      forget();
      reject(wireFailure(request.label, error));
    };
    outgoing.on('error', fail);
    outgoing.on('close', () => fail(closedEarly()));
    outgoing.on('response', (given) => {
      incoming = given;
      given.on('error', () => {}); // whoever reads is told, but maybe nobody does any more
      resolve({ status: given.statusCode ?? 0, headers: given.headers, incoming: given });
    });
    outgoing.end(request.body);
  });
}

/** A connection that ended without a word, under the code of one that was reset. */
function closedEarly(): Error {
  return Object.assign(new Error('closed'), { code: 'ECONNRESET' });
}

/**
 * Reads an answer to its end; of one that is not 2xx, only the beginning.
 *
 * @param resultBytes what a good body may have
 * @throws ToolError for a body that is too large, compressed, or breaks off
 */
export function readResponse(
  { status, headers, incoming }: Opened,
  request: UpstreamRequest,
  resultBytes: number,
  time: CallTime,
): Promise<UpstreamResponse> {
  const good = isGood({ status, headers });
  const limit = good ? resultBytes : FAILURE_BYTES;
  const buffer = new ByteBuffer();
  return new Promise<UpstreamResponse>((resolve, reject) => {
    const finish = () => resolve({ status, headers, body: buffer.whole() });
    const broken = (error: Error) => reject(readFailure(request.label, error, buffer.size, time));
    const refusal = good ? refusalOf({ status, headers }, request, resultBytes) : undefined;
    if (refusal) return reject(refusal);
    if (incoming.destroyed) return broken(closedEarly());
    if (!good && isCompressed(headers)) {
      finish(); // its status says enough, and its words are for nobody here to read
      return incoming.destroy();
    }
    incoming.on('error', broken);
    incoming.on('data', (chunk: Buffer) => {
      buffer.add(chunk);
      if (buffer.size <= limit) return;
      if (good) return reject(tooLarge(request.label, limit));
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

/** What broke the reading of a body: the end of the time, or the wire. A bug of our own, which has no code, stays one. */
export function readFailure(label: string, error: unknown, received: number, time: CallTime): unknown {
  if (!(typeof error === 'object' && error !== null && 'code' in error)) return error;
  return time.isOver ? deadlineFailure(label, received) : wireFailure(label, error);
}

/** What the head of a good answer says already: nothing of its body needs to be read. */
function refusalOf(
  { status, headers }: ResponseHead,
  { label, method }: UpstreamRequest,
  limit: number,
): ToolError | undefined {
  const announced = headers['content-length'];
  if (method === 'HEAD' || status === 204 || announced === '0') return undefined; // no body
  return compressedFailure(headers, label) ?? (Number(announced ?? 0) > limit ? tooLarge(label, limit) : undefined);
}

/** The refusal of an answer that is compressed. */
export function compressedFailure(headers: IncomingHttpHeaders, label: string): ToolError | undefined {
  if (!isCompressed(headers)) return undefined;
  const encoding = String(headers['content-encoding']).slice(0, 40);
  return new ToolError(`${label} answered with content-encoding ${encoding}, although none was asked for.`);
}

function isCompressed({ 'content-encoding': encoding = 'identity' }: IncomingHttpHeaders): boolean {
  return encoding.toLowerCase() !== 'identity';
}

/** Characters of a path that errors show. */
const LABEL_CHARS = 300;

/** What errors call a request: its query may hold what only the upstream should see. */
export function requestLabel(method: string, host: string, path: string): string {
  return `${method} ${host}${path.length > LABEL_CHARS ? `${path.slice(0, LABEL_CHARS)}…` : path}`;
}
