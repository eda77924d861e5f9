/** The server responded with a JSON-RPC error; the message is the server's. */
export class McpRequestFailed extends Error {
  override readonly name = 'McpRequestFailed';
  /** JSON-RPC error code. */
  readonly code: number;
  /** HTTP status of the response. */
  readonly status: number;

  constructor(message: string, code: number, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** No complete HTTP response arrived. `cause` is what `fetch` threw. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`${url} cannot be reached: ${reasonOf(cause)}`, { cause });
    this.url = url;
  }
}

// Node.js gives the reason in the cause: its `fetch` itself reports no more than "fetch failed".
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
}

/** The HTTP response does not answer the request: the error page of a proxy, for example. */
export class NotAnMcpResponse extends Error {
  override readonly name = 'NotAnMcpResponse';
  /** HTTP status of the response. */
  readonly status: number;
  /** The first characters of the body; empty for an empty body. */
  readonly excerpt: string;

  constructor(status: number, excerpt: string) {
    super(`HTTP ${status} without an MCP response${excerpt === '' ? '' : `: ${excerpt}`}`);
    this.status = status;
    this.excerpt = excerpt;
  }
}
