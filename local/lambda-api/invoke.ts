import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from '../api-error.ts';
import { disconnectionOf, readBody } from '../http.ts';
import { FunctionFailed, type FunctionResponse, type Invocable, Throttled } from '../lambda/index.ts';
import type { EventQueue } from './event-queue.ts';
import { invokeComplete, payloadChunk } from './eventstream.ts';
import { errorDocument } from './invocation-record.ts';
import { functionArn, type Home } from './names.ts';

/** A request to Lambda's Invoke API. */
export interface InvocationRequest {
  /** ARN of the invoked function, version or alias. */
  readonly arn: string;
  readonly mode: 'buffered' | 'stream';
}

const PATH =
  /^\/(?:(2015-03-31)\/functions\/([^/]+)\/invocations|2021-11-15\/functions\/([^/]+)\/response-streaming-invocations)$/;

/** AWS: "Lambda quotas", invocation payload: 6 MB for request and response, with the limits of Lambda's error messages; 1 MB for an event. */
const MAX_REQUEST_BYTES = 6_291_456;
const MAX_EVENT_BYTES = 1_048_576;
const MAX_RESPONSE_BYTES = 6_291_556;

/**
 * Recognizes a request for `Invoke` or `InvokeWithResponseStream`.
 *
 * @returns `undefined` for any other request
 * @throws ApiError when the function name is invalid
 */
export function readInvocation({ method, url = '' }: IncomingMessage, home: Home): InvocationRequest | undefined {
  const { pathname, searchParams } = new URL(url, 'http://local');
  const [path, buffered, invoked = '', streamed = ''] = PATH.exec(pathname) ?? [];
  if (path === undefined || method !== 'POST') return undefined;
  const name = decodeURIComponent(buffered === undefined ? streamed : invoked);
  const arn = functionArn(name, searchParams.get('Qualifier') ?? undefined, home);
  return { arn, mode: buffered === undefined ? 'stream' : 'buffered' };
}

/**
 * Runs the function and responds as Lambda does. A caller that disconnects does not stop it. Not emulated: dry runs, log
 * tails, and the limits of a streamed response for bandwidth (2 MB/s after the first 6 MB) and size (200 MB).
 *
 * API: Invoke, InvokeWithResponseStream.
 *
 * @param events the queue of asynchronous invocations
 * @throws ApiError when the function does not exist or is throttled, or when the request is invalid
 */
export async function answerInvocation(
  { arn, mode }: InvocationRequest,
  target: Invocable | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  events: EventQueue,
): Promise<void> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  const isEvent = type === 'Event' && mode === 'buffered';
  if (type !== 'RequestResponse' && !isEvent) {
    throw new ApiError(400, 'InvalidParameterValueException', `InvocationType ${type} is not emulated`);
  }
  if (target === undefined) throw new ApiError(404, 'ResourceNotFoundException', `Function not found: ${arn}`, USER);
  const event = await readEvent(request, isEvent ? MAX_EVENT_BYTES : MAX_REQUEST_BYTES);
  const requestId = randomUUID();
  response.setHeader('x-amzn-RequestId', requestId);
  if (isEvent) {
    events.accept({ target, arn, event, requestId });
    response.writeHead(202, { 'Content-Length': 0 }).end();
    return;
  }
  response.setHeader('X-Amz-Executed-Version', '$LATEST');
  const disconnected = disconnectionOf(response);
  const begun = await target.invoke(event, arn, { requestId, disconnected }).catch((error: unknown) => {
    if (error instanceof FunctionFailed) return error;
    if (error instanceof Throttled)
      throw new ApiError(429, 'TooManyRequestsException', 'Rate Exceeded.', throttledDetails(error));
    throw error;
  });
  await (mode === 'stream' ? stream(begun, response) : buffer(begun, response));
}

const USER = { Type: 'User' };

/** API: Invoke, TooManyRequestsException. */
function throttledDetails({ isReserved }: Throttled): Readonly<Record<string, string>> {
  const prefix = isReserved ? 'ReservedFunction' : '';
  return { Type: 'User', Reason: `${prefix}ConcurrentInvocationLimitExceeded` };
}

async function readEvent(request: IncomingMessage, maxBytes: number): Promise<string> {
  const body = await readBody(request, maxBytes);
  if (body === undefined) {
    const limit = `Request must be smaller than ${maxBytes} bytes for the InvokeFunction operation`;
    throw new ApiError(413, 'RequestTooLargeException', limit, USER);
  }
  const text = body.length === 0 ? '{}' : body.toString();
  try {
    JSON.parse(text);
  } catch (error) {
    const reason = `Could not parse request body into json: ${String(error)}`;
    throw new ApiError(400, 'InvalidRequestContentException', reason, USER);
  }
  return text;
}

/** Sends each chunk as an event when the function writes it. */
async function stream(begun: FunctionResponse | FunctionFailed, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/vnd.amazon.eventstream' });
  let failure = begun instanceof FunctionFailed ? begun : undefined;
  if (!(begun instanceof FunctionFailed)) {
    // Clients wait for the status line and headers, which must not wait for the first chunk.
    response.flushHeaders();
    await relay(begun.body, response);
    failure = await begun.ending;
  }
  response.end(invokeComplete(failure && { ErrorCode: 'Unhandled', ErrorDetails: details(failure) }));
}

/** Reads no faster than the caller does; after a disconnect, reads on to the end. */
function relay(body: NodeJS.ReadableStream, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const resume = (): void => void body.resume();
    body.on('data', (chunk: Buffer) => {
      if (response.destroyed || response.write(payloadChunk(chunk))) return;
      body.pause();
    });
    response.on('drain', resume);
    response.once('close', resume);
    body.once('end', resolve);
    // The response's `ending` reports the error.
    body.once('error', resolve);
    body.once('close', resolve);
  });
}

async function buffer(begun: FunctionResponse | FunctionFailed, response: ServerResponse): Promise<void> {
  if (begun instanceof FunctionFailed) return answerBuffered(response, details(begun), true);
  const document = await readBody(begun.body, MAX_RESPONSE_BYTES).catch(() => undefined);
  const failure = (await begun.ending) ?? (document === undefined ? TOO_LARGE : undefined);
  if (failure !== undefined || document === undefined)
    return answerBuffered(response, details(failure ?? TOO_LARGE), true);
  answerBuffered(response, document, false);
}

const TOO_LARGE = new FunctionFailed(
  'Function.ResponseSizeTooLarge',
  `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
);

function answerBuffered(response: ServerResponse, document: string | Buffer, hasFailed: boolean): void {
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(document),
    ...(hasFailed ? { 'X-Amz-Function-Error': 'Unhandled' } : {}),
  });
  response.end(document);
}

function details(failure: FunctionFailed): string {
  return JSON.stringify(errorDocument(failure));
}
