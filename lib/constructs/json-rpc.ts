/**
 * The body of a refusal that no function wrote. It carries no `id`: who refused never read the request, so it does not know
 * which one it was.
 */
export function jsonRpcError(code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', error: { code, message } });
}

/** Codes of JSON-RPC 2.0 for what an infrastructure can say. MCP 2026-07-28 reserves or retires those from -32000 to -32099. */
export const JSON_RPC = { invalidRequest: -32600, methodNotFound: -32601, internalError: -32603 } as const;
