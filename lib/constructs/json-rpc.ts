/** The body of an error that the load balancer or API Gateway returns. It has no `id`, because neither of them reads the request. */
export function jsonRpcError(code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', error: { code, message } });
}

/** Error codes of JSON-RPC 2.0 for infrastructure errors. MCP 2026-07-28 reserves or retires -32000 to -32099. */
export const JSON_RPC = { invalidRequest: -32600, methodNotFound: -32601, internalError: -32603 } as const;
