import { McpClientError } from './client-error.ts';

/** The server, or a proxy in front of it, has no capacity now. */
export class ServerBusy extends McpClientError {
  override readonly name = 'ServerBusy';
  readonly actor = 'later';
  /** HTTP status of the response: 429 or 503. */
  declare readonly status: number;
  /** How long the server asks to wait. `undefined` if it does not specify that. */
  declare readonly retryAfterMs: number | undefined;

  constructor(message: string, details: { readonly status: number; readonly retryAfterMs: number | undefined }) {
    super(message);
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The server failed. The message contains the ID that the server's log lines have. */
export class ServerFailed extends McpClientError {
  override readonly name = 'ServerFailed';
  readonly actor = 'operator';
  /** HTTP status of the response. */
  declare readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** The HTTP response does not answer the request: a page of a proxy, for example. */
export class NotAnMcpResponse extends McpClientError {
  override readonly name = 'NotAnMcpResponse';
  readonly actor = 'operator';
  /** HTTP status of the response. */
  declare readonly status: number;
  /** The first characters of the body; empty for an empty body. */
  declare readonly excerpt: string;

  /** @param advice what to do; added to the message */
  constructor(status: number, excerpt: string, advice = 'Check that the URL is the one of an MCP server') {
    super(`HTTP ${status} without an MCP response${excerpt === '' ? '' : `: ${excerpt}`}\n${advice}`);
    this.status = status;
    this.excerpt = excerpt;
  }
}
