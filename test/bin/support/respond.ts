/**
 * The JSON-RPC response to a request that `fetch` was given.
 *
 * @param body its `result` or `error`
 */
export function respondTo(init: RequestInit | undefined, body: object): Response {
  return Response.json({ jsonrpc: '2.0', id: JSON.parse(String(init?.body)).id, ...body });
}
