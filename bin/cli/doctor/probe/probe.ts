import { types } from 'node:util';

/** One request to a stage. */
export interface ProbeRequest {
  readonly method?: 'GET' | 'POST';
  /** Path with query, such as `/mcp/spillway-doctor`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the response must have ended. @default 15,000 */
  readonly timeoutMs?: number;
}

/** A piece of a body, and when it arrived. */
export interface Arrival {
  readonly text: string;
  /** Milliseconds since the request began. */
  readonly ms: number;
}

/** A response, with its times in milliseconds since the request began. */
export interface Probed {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** When the headers arrived. */
  readonly headersMs: number;
  readonly arrivals: readonly Arrival[];
  /** When the body ended; `undefined` if it did not within the time of the request. */
  readonly endMs: number | undefined;
}

/** Sends a request, and reads its response to the end. @throws ProbeFailed without a response */
export type Probe = (request: ProbeRequest) => Promise<Probed>;

/** No response arrived. */
export class ProbeFailed extends Error {
  override readonly name = 'ProbeFailed';
  /** The code of the failure, such as `ECONNREFUSED`; `TIMEOUT` if nothing arrived in time. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

const TIMEOUT_MS = 15_000;
const TIMEOUT = 'TIMEOUT';

/** How a probe sends. */
interface ProbeOptions {
  /** Without a trailing slash. */
  readonly endpoint: string;
  readonly fetch: typeof fetch;
  /** Ends a request; it throws the signal's reason. */
  readonly signal: AbortSignal;
}

/** Makes a probe of an endpoint. Redirects are not followed, because the response itself is what counts. */
export function createProbe({ endpoint, fetch: send, signal }: ProbeOptions): Probe {
  return async ({ method = 'POST', path, headers = {}, body, timeoutMs = TIMEOUT_MS }) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const begun = performance.now();
    const since = () => performance.now() - begun;
    const init: RequestInit = { method, headers, redirect: 'manual', signal: AbortSignal.any([signal, timeout]) };
    const response = await send(endpoint + path, body === undefined ? init : { ...init, body }).catch((error) => {
      signal.throwIfAborted();
      throw timeout.aborted ? new ProbeFailed(`no response within ${timeoutMs / 1000} s`, TIMEOUT) : failed(error);
    });
    const headersMs = since();
    const arrivals: Arrival[] = [];
    const decoder = new TextDecoder();
    let endMs: number | undefined;
    try {
      for await (const chunk of response.body ?? []) {
        arrivals.push({ text: decoder.decode(chunk, { stream: true }), ms: since() });
      }
      endMs = since();
    } catch (error) {
      signal.throwIfAborted();
      if (!timeout.aborted) throw failed(error);
    }
    const text = arrivals.map((arrival) => arrival.text).join('');
    return { status: response.status, headers: response.headers, text, headersMs, arrivals, endMs };
  };
}

/** Node.js wraps what happened into `fetch failed`, and several attempts into one error. */
function failed(error: unknown): ProbeFailed {
  const cause = innermost(error);
  if (!types.isNativeError(cause)) return new ProbeFailed(String(cause), 'UNKNOWN');
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  return new ProbeFailed(cause.message || code, code);
}

function innermost(error: unknown): unknown {
  if (!types.isNativeError(error)) return error;
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors[0] : error.cause;
  return types.isNativeError(inner) ? innermost(inner) : error;
}
