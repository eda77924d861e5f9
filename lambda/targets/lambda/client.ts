import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamResponseEvent,
  LambdaClient,
} from '@aws-sdk/client-lambda';

/** Which function is called, and with what. */
export interface FunctionRequest {
  readonly arn: string;
  readonly qualifier: string | undefined;
  /** JSON text. */
  readonly payload: string;
}

/** What Lambda says of a function that failed; `details` is what the runtime reported, mostly JSON. */
export interface FunctionError {
  readonly code: string;
  readonly details: string;
}

/** What comes of a function: pieces of its answer, and an error when it failed. */
export interface FunctionResponse {
  /** Under which the function's logs have it. */
  readonly requestId: string | undefined;
  readonly events: AsyncIterable<FunctionEvent>;
}

export type FunctionEvent =
  | { readonly type: 'chunk'; readonly bytes: Uint8Array }
  | { readonly type: 'complete'; readonly error: FunctionError | undefined };

/** Lambda's API, as far as targets use it. This module is loaded with the first call: the SDK's client is not small. */
export interface FunctionApi {
  /** `InvokeWithResponseStream`: each piece as the function writes it. */
  stream(request: FunctionRequest, signal: AbortSignal): Promise<FunctionResponse>;
  /** `Invoke`: everything in one piece. */
  buffered(request: FunctionRequest, signal: AbortSignal): Promise<FunctionResponse>;
}

/** Opens Lambda's API; Region, endpoint and credentials come from the environment, as the AWS SDK reads them. */
export function openFunctionApi(): FunctionApi {
  const client = new LambdaClient({
    // Only the call's own deadline ends a function that thinks for long.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 0, socketTimeout: 0 },
    // A second attempt after a lost answer would run the function twice.
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
