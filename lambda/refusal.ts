import type { HttpResponse } from './http.ts';

/** Why a request is refused before its JSON-RPC message is read. */
export interface Refusal {
  readonly status: number;
  /** JSON-RPC error code. */
  readonly code: number;
  readonly message: string;
  /** Value of `WWW-Authenticate`. RFC 9110 section 11.6.1 */
  readonly challenge?: string;
  /** Further headers, lower-case names. */
  readonly headers?: HttpResponse['headers'];
}

/** Writes a refusal as an HTTP response with a JSON-RPC error that has no id. */
export function refusalResponse({ status, code, message, challenge, headers }: Refusal): HttpResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(challenge !== undefined && { 'www-authenticate': challenge }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', error: { code, message } }),
  };
}
