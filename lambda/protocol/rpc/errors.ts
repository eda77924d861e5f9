import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { truncateText } from '../../text/index.ts';

/** JSON-RPC ids that MCP allows. spec: basic/index#requests: a string or an integer, never null. */
export type RequestId = string | number;

/** Characters of a message. Much of it may be the caller's own words, which must not make an answer too large to be sent. */
const MESSAGE_CHARS = 2_000;
/** Characters of a version that is told back. */
const VERSION_CHARS = 100;

/**
 * A request that is wrong, or cannot be served: the caller must act. Becomes a JSON-RPC error response.
 * spec: basic/index#error-codes
 */
export abstract class RpcError extends Error {
  abstract readonly code: number;
  /** The HTTP status that carries the error; 200 for errors of a well-formed, dispatched request. */
  abstract readonly status: number;
  readonly data?: Json;

  constructor(message: string, data?: Json) {
    super(truncateText(message, MESSAGE_CHARS));
    if (data !== undefined) this.data = data;
  }
}

/** The body is no JSON. */
export class ParseError extends RpcError {
  override readonly code = -32700;
  override readonly status = 400;
}

/** The body is JSON but no request that this endpoint takes, or the HTTP request around it is wrong. */
export class InvalidRequest extends RpcError {
  override readonly code = -32600;
  override readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

/** Unknown, removed, or not offered. spec: basic/transports/streamable-http#protocol-version-header (404) */
export class MethodNotFound extends RpcError {
  override readonly code = -32601;
  override readonly status: number;

  constructor(method: string, status = 404) {
    super(`Method not found: ${method}`);
    this.status = status;
  }
}

/** Parameters that do not fit: 200 in band, 400 where the specification asks for it (`_meta`). */
export class InvalidParams extends RpcError {
  override readonly code = -32602;
  override readonly status: number;

  constructor(message: string, status = 200, data?: Json) {
    super(message, data);
    this.status = status;
  }
}

/** Headers that are absent, malformed or disagree with the body. spec: basic/transports/streamable-http#server-validation */
export class HeaderMismatch extends RpcError {
  override readonly code = -32020;
  override readonly status = 400;
}

/** The request needs something that the client did not say it can do. spec: basic/versioning#capabilities */
export class MissingClientCapability extends RpcError {
  override readonly code = -32021;
  override readonly status = 400;

  /** @param requiredCapabilities as a `ClientCapabilities` object, for example `{ elicitation: {} }` */
  constructor(requiredCapabilities: JsonObject) {
    super(`This request needs client capabilities: ${namesOf(requiredCapabilities).join(', ')}`, {
      requiredCapabilities,
    });
  }
}

/** Extensions are known by their own names. */
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

/** Our fault, or that of something we depend on; tells nothing but how to find the log line. */
export class InternalError extends RpcError {
  override readonly code = -32603;
  override readonly status: number;

  constructor(message: string, status = 200, data?: Json) {
    super(message, data);
    this.status = status;
  }
}
