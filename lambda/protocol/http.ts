/** One HTTP request, whoever delivered it. Header names are lower case; the body is text. */
export interface HttpRequest {
  readonly method: string;
  /** Path without query, percent-encoding kept, for example `/mcp/orders`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Milliseconds until the host ends this invocation. */
  readonly remainingMs: number;
}

/** One whole HTTP response. Header names are lower case; an empty body is sent as none. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `body` escaped as the inside of a JSON string, where it is already at hand: saves the buffered writer a pass over it. */
  readonly escapedBody?: string;
}
