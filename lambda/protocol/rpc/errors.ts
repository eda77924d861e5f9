import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { truncateText } from '../../text/index.ts';

/** A JSON-RPC ID that MCP allows. spec: basic/index#requests: a string or an integer, never null. */
export type RequestId = string | number;

/** Maximum characters of a message. It may quote the caller's text, which must not make a response too large to send. */
const MESSAGE_CHARS = 2_000;
/** Maximum characters of a version that an error repeats. */
const VERSION_CHARS = 100;

/**
 * An error for the caller, for a request that is invalid or cannot be served. Becomes a JSON-RPC error response.
 * spec: basic/index#error-codes
 */
export abstract class RpcError extends Error {
  abstract readonly code: number;
  /** The HTTP status of the response; 200 for errors of a well-formed, dispatched request. */
  abstract readonly status: number;
  readonly data?: Json;
  /** `Retry-After` of the response; absent for the usual one of the status. */
  readonly retryAfterSeconds?: number;

  constructor(message: string, data?: Json) {
    super(truncateText(message, MESSAGE_CHARS));
    if (data !== undefined) this.data = data;
  }
}

/** The body is not valid JSON. */
export class ParseError extends RpcError {
  override readonly code = -32700;
  override readonly status = 400;
}

/** The body is JSON but not a request that this endpoint accepts, or the HTTP request is invalid. */
export class InvalidRequest extends RpcError {
  override readonly code = -32600;
  override readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** The method is unknown, removed or not supported. spec: basic/transports/streamable-http#protocol-version-header (404) */
export class MethodNotFound extends RpcError {
  override readonly code = -32601;
  override readonly status: number;

  constructor(method: string, status = 404) {
    super(`Method not found: ${method}`);
    this.status = status;
  }
}

/** Invalid parameters: status 200, or 400 where the specification requires it (`_meta`). */
export class InvalidParams extends RpcError {
  override readonly code = -32602;
  override readonly status: number;

  constructor(message: string, status = 200, data?: Json) {
    super(message, data);
    this.status = status;
  }
}

/** A header is absent, malformed or different from the body. spec: basic/transports/streamable-http#server-validation */
export class HeaderMismatch extends RpcError {
  override readonly code = -32020;
  override readonly status = 400;
}

/** The request requires a capability that the client did not declare. spec: basic/versioning#capabilities */
export class MissingClientCapability extends RpcError {
  override readonly code = -32021;
  override readonly status = 400;

  /** @param requiredCapabilities as a `ClientCapabilities` object, for example `{ elicitation: {} }` */
  constructor(requiredCapabilities: JsonObject) {
    super(`This request requires client capabilities: ${namesOf(requiredCapabilities).join(', ')}`, {
      requiredCapabilities,
    });
  }
}

/** Lists the capabilities; an extension counts under its own name. */
function namesOf({ extensions, ...own }: JsonObject): readonly string[] {
  return [...Object.keys(own), ...Object.keys(isJsonObject(extensions) ? extensions : {})];
}

/** spec: basic/versioning#protocol-version-negotiation */
export class UnsupportedProtocolVersion extends RpcError {
  override readonly code = -32022;
  override readonly status = 400;

  constructor(supported: readonly string[], requested: string) {
    super('Unsupported protocol version', { supported, requested: truncateText(requested, VERSION_CHARS) });
  }
}

/** The caller lacks scopes, and a challenge is not possible: for a message of a batch. */
export class MissingScopes extends RpcError {
  override readonly code = -32600;
  override readonly status = 403;

  /** @param scopes everything that the operation needs */
  constructor(scopes: readonly string[]) {
    super(`Insufficient scope: this request needs the scopes ${scopes.join(' ')}. Send it on its own, not in a batch`, {
      requiredScopes: [...scopes],
    });
  }
}

/** A failure of Spillway or of a dependency; the caller receives only an ID that leads to the log line. */
export class InternalError extends RpcError {
  override readonly code = -32603;
  override readonly status: number;

  constructor(message: string, status = 200, data?: Json) {
    super(message, data);
    this.status = status;
  }
}

/** The caller, its address or the tool is beyond a limit. Nothing was done. RFC 6585 section 4 */
export class TooManyRequests extends RpcError {
  override readonly code = -32603;
  override readonly status = 429;
  override readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message, { retryAfterSeconds });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
