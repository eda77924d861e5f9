/** The part of Lambda's response stream that the toolkit uses. */
export interface ResponseStream {
  write(chunk: string): boolean;
  end(): void;
  once(event: 'drain', listener: () => void): unknown;
  setContentType?(type: string): void;
}

/** The part of Lambda's context that the toolkit uses. */
export interface LambdaContext {
  getRemainingTimeInMillis?(): number;
}

/** A streaming handler for Lambda's Node.js runtime. */
export type StreamingHandler = (event: unknown, stream: ResponseStream, context?: LambdaContext) => Promise<void>;

/**
 * Marks a handler as streaming. Does nothing outside Lambda, so that tests can import a tool's file.
 *
 * AWS: lambda/latest/dg/config-rs-write-functions.html
 */
export function streamify(handler: StreamingHandler): StreamingHandler {
  // Checks the function itself: outside Lambda, the AWS SDK creates a global of the same name.
  const { awslambda } = globalThis as {
    awslambda?: { streamifyResponse?(handler: StreamingHandler): StreamingHandler };
  };
  return awslambda?.streamifyResponse?.(handler) ?? handler;
}
