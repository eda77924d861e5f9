import { ToolError } from '../../tool-error.ts';

/** What the agent can do, by the error code of a socket, the resolver or the HTTP parser. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name does not exist. Retrying will not help until the name is registered.',
  EAI_AGAIN: 'its host name could not be resolved. Try again.',
  ECONNREFUSED: 'it refused the connection. The service is down, or listens elsewhere; try again later.',
  ERR_STREAM_PREMATURE_CLOSE: 'it closed the connection before its response was complete. Try again.',
  ECONNRESET: 'it closed the connection before its response was complete. Try again.',
  EPIPE: 'it closed the connection before it had read the request. Try again.',
  ETIMEDOUT: 'the connection timed out. Try again later.',
  EHOSTUNREACH: 'there is no route to it. Try again later.',
  ENETUNREACH: 'there is no route to it. Try again later.',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'its response body is not UTF-8 text.',
  HPE_HEADER_OVERFLOW: 'its response headers are too large.',
};

/** Codes of connections that failed or broke, where a retry may succeed. */
const PASSING = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** A failure of the connection rather than a response of the upstream. */
export class WireFailure extends ToolError {
  /** Whether a retry may succeed. */
  readonly passing: boolean;

  constructor(label: string, code: string) {
    super(`${label} failed: ${reasonOf(code)}`);
    this.passing = PASSING.has(code);
  }
}

const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|EPROTO|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/**
 * Turns a connection failure into an error for the agent.
 *
 * @param label method, host and path of the request
 */
export function wireFailure(label: string, error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
  return new WireFailure(label, code);
}

function reasonOf(code: string): string {
  if (REASONS[code] !== undefined) return REASONS[code];
  if (TLS.test(code)) return `no secure connection could be made (${code}). Retrying will not help.`;
  if (code.startsWith('HPE_')) return `its response is not HTTP (${code}).`;
  return `the connection failed (${code}).`;
}

/** The deadline passed. The message includes how much of the response had arrived. */
export function deadlineFailure(label: string, received: number | undefined): ToolError {
  const progress =
    received === undefined ? 'it did not respond' : `its response stopped arriving after ${received} bytes`;
  return new ToolError(`${label} took too long: ${progress}. Try again, or request less.`);
}
