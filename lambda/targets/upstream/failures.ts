import { ToolError } from '../../tool-error.ts';

/** What a socket, the resolver or the HTTP parser said, by error code, and what the agent can do about it. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name is not known. Calling again will not help before the name is registered.',
  EAI_AGAIN: 'its host name could not be looked up just now. Try again.',
  ECONNREFUSED: 'it refused the connection. The service is down, or listens elsewhere; try again later.',
  ERR_STREAM_PREMATURE_CLOSE: 'it closed the connection before its answer was complete. Try again.',
  ECONNRESET: 'it closed the connection before its answer was complete. Try again.',
  EPIPE: 'it closed the connection before it had read the request. Try again.',
  ETIMEDOUT: 'no connection to it could be made in time. Try again later.',
  EHOSTUNREACH: 'there is no route to it. Try again later.',
  ENETUNREACH: 'there is no route to it. Try again later.',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it sent a body that is not UTF-8 text.',
  HPE_HEADER_OVERFLOW: 'it answered with headers that are too large.',
};

/** Codes of connections that were not made, or broke: another attempt may fare better. */
const PASSING = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The wire failed, not the upstream. */
export class WireFailure extends ToolError {
  /** Whether another attempt may fare better. */
  readonly passing: boolean;

  constructor(label: string, code: string) {
    super(`${label} failed: ${reasonOf(code)}`);
    this.passing = PASSING.has(code);
  }
}

const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|EPROTO|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/**
 * Turns what went wrong on the wire into an error for the agent.
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
  if (TLS.test(code)) return `no secure connection could be made (${code}). Calling again will not help.`;
  if (code.startsWith('HPE_')) return `it answered something that is not HTTP (${code}).`;
  return `the connection failed (${code}).`;
}

/** The deadline came; says how far the upstream got. */
export function deadlineFailure(label: string, received: number | undefined): ToolError {
  const progress =
    received === undefined ? 'it sent no answer' : `it stopped in the middle of its answer, after ${received} bytes`;
  return new ToolError(`${label} took too long: ${progress}. Try again, or ask for less.`);
}
