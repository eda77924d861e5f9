import { ToolError } from '../../tool-error.ts';
import { adviceAfter } from '../repeatable.ts';

/** What happened, and what the agent can do, by the error code of a socket, the resolver or the HTTP parser. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name does not exist. Retrying will not help until the name is registered.',
  EAI_AGAIN: 'its host name could not be resolved. Try again.',
  ECONNREFUSED: 'it refused the connection. The service is down, or listens elsewhere; try again later.',
  EHOSTUNREACH: 'there is no route to it. Try again later.',
  ENETUNREACH: 'there is no route to it. Try again later.',
};

/** The same where the request may have been sent, so that its outcome is unknown. */
const UNCLEAR_REASONS: Readonly<Record<string, readonly [reason: string, advice: string]>> = {
  ERR_STREAM_PREMATURE_CLOSE: ['it closed the connection before its response was complete.', 'Try again.'],
  ECONNRESET: ['it closed the connection before its response was complete.', 'Try again.'],
  EPIPE: ['it closed the connection before it had read the request.', 'Try again.'],
  ETIMEDOUT: ['the connection timed out.', 'Try again later.'],
  ERR_ENCODING_INVALID_ENCODED_DATA: ['its response body is not UTF-8 text.', ''],
  HPE_HEADER_OVERFLOW: ['its response headers are too large.', ''],
};

/** Codes of connections that failed or broke, where a retry may succeed. */
const PASSING = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The request that an error is about. */
export interface FailedRequest {
  /** Method, host and path. */
  readonly label: string;
  /** Whether the request may be sent again when its outcome is unknown. */
  readonly repeatable: boolean;
}

/** A failure of the connection rather than a response of the upstream. */
export class WireFailure extends ToolError {
  /** Whether a retry may succeed. */
  readonly passing: boolean;

  constructor(request: FailedRequest, code: string) {
    super(`${request.label} failed: ${reasonOf(code, request)}`);
    this.passing = PASSING.has(code);
  }
}

/** The codes of decoders: zlib, Brotli and Zstandard. */
const CODING = /^(?:Z_|ZSTD_|ERR__ERROR|ERR_BROTLI|ERR_ZSTD)/;
const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|EPROTO|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Returns whether a body could not be decoded. */
export function isCodingError(error: Error): boolean {
  return 'code' in error && CODING.test(String(error.code));
}

/** Turns a connection failure into an error for the agent. */
export function wireFailure(request: FailedRequest, error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
  return new WireFailure(request, code);
}

function reasonOf(code: string, request: FailedRequest): string {
  if (REASONS[code] !== undefined) return REASONS[code];
  if (TLS.test(code)) return `no secure connection could be made (${code}). Retrying will not help.`;
  const [reason, advice] = UNCLEAR_REASONS[code] ?? [unknownReason(code), ''];
  return `${reason} ${adviceAfter(request, advice)}`.trimEnd();
}

function unknownReason(code: string): string {
  if (CODING.test(code)) return `its compressed response is damaged or incomplete (${code}).`;
  return code.startsWith('HPE_') ? `its response is not HTTP (${code}).` : `the connection failed (${code}).`;
}

/** Returns whether a response ended before it was complete, so that what arrived of it is valid. */
export function endsEarly(failure: unknown): failure is DeadlinePassed | WireFailure {
  return failure instanceof DeadlinePassed || (failure instanceof WireFailure && failure.passing);
}

/** The deadline passed before the response was complete. */
export class DeadlinePassed extends ToolError {
  /** @param received bytes of the response; `undefined` before it began */
  constructor(request: FailedRequest, received: number | undefined) {
    const progress =
      received === undefined ? 'it did not respond' : `its response stopped arriving after ${received} bytes`;
    super(`${request.label} took too long: ${progress}. ${adviceAfter(request, 'Try again, or request less.')}`);
  }
}
