/** The writable side that Lambda hands a streaming handler: a facade, not a whole stream. */
export interface ResponseStream {
  write(chunk: string): boolean;
  end(): void;
  once(event: 'drain', listener: () => void): unknown;
  setContentType?(type: string): void;
}

/** What the toolkit uses of Lambda's context. */
export interface LambdaContext {
  getRemainingTimeInMillis?(): number;
}

/** A streaming handler of Lambda's Node.js runtime. */
export type StreamingHandler = (event: unknown, stream: ResponseStream, context?: LambdaContext) => Promise<void>;

/**
 * Marks a handler as streaming. Outside Lambda there is nothing to tell, so a tool's file can be imported by its tests.
 *
 * AWS: lambda/latest/dg/config-rs-write-functions.html
 */
export function streamify(handler: StreamingHandler): StreamingHandler {
  // Asked for by name: the AWS SDK makes a global of the same name where there is none.
  const { awslambda } = globalThis as {
    awslambda?: { streamifyResponse?(handler: StreamingHandler): StreamingHandler };
  };
  return awslambda?.streamifyResponse?.(handler) ?? handler;
}
