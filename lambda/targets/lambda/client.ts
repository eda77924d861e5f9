import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamResponseEvent,
  LambdaClient,
} from '@aws-sdk/client-lambda';

/** One invocation of a function. */
export interface FunctionRequest {
  readonly arn: string;
  readonly qualifier: string | undefined;
  /** JSON text. */
  readonly payload: string;
}

/** Lambda's report of a function that failed; `details` comes from the runtime and is usually JSON. */
export interface FunctionError {
  readonly code: string;
  readonly details: string;
}

/** The chunks of a function's response, and an error if it failed. */
interface FunctionResponse {
  /** The request ID in the function's logs. */
  readonly requestId: string | undefined;
  readonly events: AsyncIterable<FunctionEvent>;
}

export type FunctionEvent =
  | { readonly type: 'chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'complete'; readonly error: FunctionError | undefined };

/** The part of Lambda's API that targets use. The first call loads this module, because the SDK's client is large. */
export interface FunctionApi {
  /** `InvokeWithResponseStream`: chunks as the function writes them. */
  stream(request: FunctionRequest, signal: AbortSignal): Promise<FunctionResponse>;
  /** `Invoke`: the whole response at once. */
  buffered(request: FunctionRequest, signal: AbortSignal): Promise<FunctionResponse>;
}

/** Opens Lambda's API. The AWS SDK reads Region, endpoint and credentials from the environment. */
export function openFunctionApi(): FunctionApi {
  const client = new LambdaClient({
    // Only the call's deadline ends a function that runs for long.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 0, socketTimeout: 0 },
    // A retry after a lost response would run the function twice.
    maxAttempts: 1,
  });
  return {
    async stream(request, signal) {
      const { EventStream, $metadata } = await client.send(new InvokeWithResponseStreamCommand(input(request)), {
        abortSignal: signal,
      });
      return { requestId: $metadata.requestId, events: readEvents(EventStream ?? nothing()) };
    },
    async buffered(request, signal) {
      const { Payload, FunctionError, $metadata } = await client.send(new InvokeCommand(input(request)), {
        abortSignal: signal,
      });
      return { requestId: $metadata.requestId, events: wholeResponse(Payload ?? new Uint8Array(), FunctionError) };
    },
  };
}

function input({ arn, qualifier, payload }: FunctionRequest) {
  return { FunctionName: arn, Qualifier: qualifier, Payload: Buffer.from(payload) };
}

async function* readEvents(
  stream: AsyncIterable<InvokeWithResponseStreamResponseEvent>,
): AsyncGenerator<FunctionEvent> {
  for await (const { PayloadChunk, InvokeComplete } of stream) {
    if (PayloadChunk?.Payload !== undefined) yield { type: 'chunk', bytes: PayloadChunk.Payload };
    if (InvokeComplete === undefined) continue;
    const { ErrorCode, ErrorDetails = '' } = InvokeComplete;
    yield { type: 'complete', error: ErrorCode === undefined ? undefined : { code: ErrorCode, details: ErrorDetails } };
  }
}

async function* wholeResponse(bytes: Uint8Array, code: string | undefined): AsyncGenerator<FunctionEvent> {
  if (code === undefined) yield { type: 'chunk', bytes };
  yield { type: 'complete', error: code === undefined ? undefined : { code, details: Buffer.from(bytes).toString() } };
}

async function* nothing(): AsyncGenerator<never> {}
