/** An MCP server, and how to reach it. */
export interface McpServer {
  readonly url: string;
  /** Sent with every request. */
  readonly clientInfo: ClientInfo;
  /**
   * Sends each request. Pass your own to add credentials or a timeout.
   *
   * @default globalThis.fetch
   */
  readonly fetch?: typeof fetch;
}

/** The program that sends the requests. spec: basic/index#_meta */
export interface ClientInfo {
  readonly name: string;
  readonly version: string;
}
