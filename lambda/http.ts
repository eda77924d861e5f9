/** One HTTP request, independent of its source. Header names are lower case; the body is text. */
export interface HttpRequest {
  readonly method: string;
  /** Path without query, percent-encoding preserved, for example `/mcp/orders`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Milliseconds until the host ends this invocation. */
  readonly remainingMs: number;
  /** Whether the caller receives output as it is written; if not, a response is one document. */
  readonly streams: boolean;
}

/** One HTTP response. Header names are lower case; an empty body is sent without content. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `body` escaped as the inside of a JSON string, if already available: saves the buffered writer a pass over it. */
  readonly escapedBody?: string;
  /** Streamed output instead of a body; only for a request that `streams`. */
  readonly frames?: Frames;
}

/** The body of a streamed response. */
export interface Frames {
  /** Chunks of text; each is sent before the next is requested. Never rejects. */
  readonly chunks: AsyncIterable<string>;
  /** Text that may be sent between two chunks to keep the stream alive. */
  readonly keepAlive: string;
}
