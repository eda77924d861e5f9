import type { Json } from '../../lambda/mcp/index.ts';
import { McpClientError } from './client-error.ts';

/** The server refused the request with a JSON-RPC error. The message is the server's. */
export class RequestRefused extends McpClientError {
  override readonly name = 'RequestRefused';
  readonly actor = 'caller';
  /** JSON-RPC error code. */
  declare readonly code: number;
  /** HTTP status of the response. */
  declare readonly status: number;
  /** The `data` of the JSON-RPC error. */
  declare readonly data: Json | undefined;

  constructor(
    message: string,
    details: { readonly code: number; readonly status: number; readonly data?: Json | undefined },
  ) {
    super(message);
    this.code = details.code;
    this.status = details.status;
    this.data = details.data;
  }
}

/** The credentials are missing, invalid or expired, or they lack scopes. The request was not carried out. */
export class CredentialsRefused extends McpClientError {
  override readonly name = 'CredentialsRefused';
  readonly actor = 'credentials';
  /** HTTP status of the response: 401 or 403. */
  declare readonly status: number;
  /** The `WWW-Authenticate` header. `null` if there is none, or if a browser hides it. */
  declare readonly challenge: string | null;
  /** The scopes that the challenge names. */
  declare readonly scopes: readonly string[];

  constructor(message: string, details: { readonly status: number; readonly challenge: string | null }) {
    super(message);
    this.status = details.status;
    this.challenge = details.challenge;
    // RFC 6750 section 3
    this.scopes = challengeParam(details.challenge, 'scope')?.split(' ').filter(Boolean) ?? [];
  }
}

/** Returns a parameter of a challenge, a token or a quoted string. RFC 9110 section 11.6.1 */
export function challengeParam(challenge: string | null, name: string): string | undefined {
  const [, quoted, token] =
    new RegExp(`[\\s,]${name}\\s*=\\s*(?:"([^"]*)"|([^\\s,"]+))`, 'i').exec(challenge ?? '') ?? [];
  return quoted ?? token;
}
