/** One HTTP request, from any event source. Header names are lower case; the body is text. */
export interface HttpRequest {
  readonly method: string;
  /** Path without query, percent-encoding kept, for example `/mcp/orders`. */
  readonly path: string;
  /** The query of a request that the private API passed on, by parameter; only `spillway doctor` asks for it. */
  readonly queryValues?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The address from which the load balancer received the request, as it wrote it; absent if it wrote none. */
  readonly address?: string | undefined;
  readonly body: string;
  /** Present if the bytes of the body are not UTF-8; `body` is then empty. */
  readonly invalidUtf8?: true;
  /**
   * Present if the request was redirected to obtain a challenge that the streaming path cannot carry (`?challenge=1`): whether the
   * caller may make it is judged, and nothing runs.
   */
  readonly challenge?: true;
  /** Milliseconds until Lambda ends this invocation. */
  readonly remainingMs: number;
  /** Lambda's id of the invocation, as in its log. */
  readonly requestId?: string | undefined;
  /** Whether the response path streams; if it does not, the response is one document. */
  readonly streams: boolean;
}

/** One HTTP response. Header names are lower case; an empty body means no body. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `body` escaped as the inside of a JSON string, if the catalogue stores it: the buffered writer then need not escape it. */
  readonly escapedBody?: string;
  /** The chunks of a streamed response, in place of a body; only for a request that `streams`. */
  readonly frames?: Frames;
  /** What the writer awaits after the last byte, before the invocation ends. Never rejects. */
  readonly afterwards?: () => Promise<void>;
}

/** The body of a streamed response. */
export interface Frames {
  /** Pieces of text; the writer sends each before it requests the next. Never rejects. */
  readonly chunks: AsyncIterable<string>;
  /** Text that the writer may send between two chunks to keep the connection open. */
  readonly keepAlive: string;
  /** The shortest text that readers ignore after a chunk; absent where nothing precedes the last chunk. */
  readonly filler?: string | undefined;
}
