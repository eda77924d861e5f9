/** Connects to an MCP server. */
export type Connect = (url: string, fetch: typeof globalThis.fetch) => Promise<Connected>;

export interface Connected {
  /** Calls a tool, and resolves with its result. */
  call(tool: string, args: ToolArguments, onPart: () => void): Promise<unknown>;
  close(): Promise<void>;
}

export type ToolArguments = Readonly<Record<string, string | number>>;
