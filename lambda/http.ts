/** One HTTP request, whoever delivered it. Header names are lower case; the body is text. */
export interface HttpRequest {
  readonly method: string;
  /** Path without query, percent-encoding kept, for example `/mcp/orders`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Milliseconds until the host ends this invocation. */
  readonly remainingMs: number;
  /** Whether what is written reaches the caller as it is written; where it does not, an answer is one document. */
  readonly streams: boolean;
}

/** One HTTP response. Header names are lower case; an empty body is sent as none. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `body` escaped as the inside of a JSON string, where it is already at hand: saves the buffered writer a pass over it. */
  readonly escapedBody?: string;
  /** What follows instead of a body, as it is made; only for a request that `streams`. */
  readonly frames?: Frames;
}

/** The body of a streamed response. */
export interface Frames {
  /** Pieces of text, each to be sent before the next is asked for; never rejects. */
  readonly chunks: AsyncIterable<string>;
  /** What may be sent between two chunks to show that the stream is alive. */
  readonly keepAlive: string;
}
