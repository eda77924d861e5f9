import type { HttpResponse } from './http.ts';

/** A refusal of a request whose JSON-RPC message was not read. */
export interface Refusal {
  readonly status: number;
  /** JSON-RPC error code. */
  readonly code: number;
  readonly message: string;
  /** Value of `WWW-Authenticate`. RFC 9110 section 11.6.1 */
  readonly challenge?: string;
  /** Further headers, with lower-case names. */
  readonly headers?: HttpResponse['headers'];
}

/** Makes the HTTP response of a refusal: a JSON-RPC error without an id. */
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
