import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Outbound, OutboundRequest } from '../outbound/index.ts';
import { ToolError } from '../types.ts';
import { deadlineFailure, tooLarge, wireFailure } from './failures.ts';

/** Bytes that are read of an answer which is not 2xx; only its beginning is shown. */
const FAILURE_BYTES = 16_384;

/** A request with its body. */
export interface Asked extends OutboundRequest {
  /** Method, host and path: what errors call the request. */
  readonly label: string;
  readonly body: string | undefined;
}

/** What an answer may cost. */
export interface AnswerBounds {
  /** Milliseconds until the exchange is ended. */
  readonly timeoutMs: number;
  /** Bytes that a good answer may have. */
  readonly resultBytes: number;
}

/** An answer, read to its end or, when it is not 2xx, to {@link FAILURE_BYTES}. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends a request and reads its answer.
 *
 * @throws ToolError whatever goes wrong; the socket and the timer are gone by then
 */
export async function exchange(outbound: Outbound, asked: Asked, bounds: AnswerBounds): Promise<Answer> {
  if (bounds.timeoutMs <= 0) throw new ToolError(`${asked.label} was not sent: the time of the call is over.`);
  const request = outbound.open(asked);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      let received: number | undefined;
      timer = setTimeout(() => reject(deadlineFailure(asked.label, received)), bounds.timeoutMs);
      request.on('error', reject);
      request.on('close', () => received === undefined && reject(closedEarly()));
      request.on('response', (response) => {
        const progress = (bytes: number) => {
          received = bytes;
        };
        readAnswer(response, asked, bounds.resultBytes, progress).then(resolve, reject);
      });
      request.end(asked.body);
    });
  } catch (error) {
    request.destroy();
    throw wireFailure(asked.label, error);
  } finally {
    clearTimeout(timer);
  }
}

/** A connection that ended without a word, under the code of one that was reset. */
function closedEarly(): Error {
  return Object.assign(new Error('closed'), { code: 'ECONNRESET' });
}

function readAnswer(
  response: IncomingMessage,
  asked: Asked,
  resultBytes: number,
  progress: (bytes: number) => void,
): Promise<Answer> {
  const { statusCode: status = 0, headers } = response;
  const good = status >= 200 && status < 300;
  const limit = good ? resultBytes : FAILURE_BYTES;
  const chunks: Buffer[] = [];
  let size = 0;
  progress(size);
  return new Promise((resolve, reject) => {
    const finish = () => resolve({ status, headers, body: Buffer.concat(chunks) });
    response.on('error', reject);
    const refusal = refusalOf(headers, asked, good ? resultBytes : Number.POSITIVE_INFINITY);
    if (refusal) return reject(refusal);
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      progress(size);
      chunks.push(chunk);
      if (size <= limit) return;
      if (good) return reject(tooLarge(asked.label, limit));
      finish();
      response.destroy();
    });
    response.on('end', finish);
    response.on('close', () => reject(closedEarly()));
  });
}

/** What the headers of an answer say already: nothing of its body needs to be read. */
function refusalOf(headers: IncomingHttpHeaders, { label, method }: Asked, limit: number): ToolError | undefined {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return new ToolError(
      `${label} answered with content-encoding ${encoding.slice(0, 40)}, although none was asked for.`,
    );
  }
  const announced = method === 'HEAD' ? 0 : Number(headers['content-length'] ?? 0);
  return announced > limit ? tooLarge(label, limit) : undefined;
}
