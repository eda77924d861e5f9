import type { Endpoint, ServiceName } from './environment.ts';
import { createPost, type PostAnswer, type PostRequest } from './post.ts';

/** A service, with its names in signatures, environment variables and messages. */
export interface Service extends ServiceName {
  /** Name in messages: `DynamoDB`. */
  readonly label: string;
}

export interface CallPolicy {
  /** Maximum requests for one call. */
  readonly attempts?: number;
  /** Timeout of one request in milliseconds. */
  readonly attemptMs?: number;
  /** Connections at the same time. @default 1 */
  readonly sockets?: number;
  /** The clock, epoch milliseconds. */
  readonly now?: () => number;
}

/** A call: one request, possibly sent several times. */
interface CallRequest extends PostRequest {
  /** The service's name of the operation, for messages. */
  readonly operation: string;
  /**
   * Whether executing it twice is safe. If not, it is sent again only after a refusal that proves that it was not executed.
   */
  readonly repeatable: boolean;
}

/** Calls a service and returns the text of its response. @throws AwsCallFailed */
export type Call = (request: CallRequest) => Promise<string>;

/** The details of a failed call. */
export interface Failure {
  /** The service's error code, such as `ConditionalCheckFailedException`; absent when it did not respond. */
  readonly code?: string | undefined;
  /** The service's own message, which may quote the request: not for logs. */
  readonly detail?: string | undefined;
  /** Whether another attempt may succeed. */
  readonly retryable: boolean;
  /** Whether the service may have executed the call nevertheless, in this or an earlier attempt. */
  readonly mayHaveHappened: boolean;
  readonly cause?: unknown;
}

/** A service did not respond, or refused the call. The message quotes neither the request nor the service's message. */
export class AwsCallFailed extends Error implements Failure {
  override readonly name = 'AwsCallFailed';
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly retryable: boolean;
  readonly mayHaveHappened: boolean;

  constructor(message: string, { code, detail, retryable, mayHaveHappened, cause }: Failure) {
    super(message, { cause });
    this.code = code;
    this.detail = detail;
    this.retryable = retryable;
    this.mayHaveHappened = mayHaveHappened;
  }
}

/** For reads: fail early and serve the last good copy rather than delay the caller. */
const ATTEMPT_MS = 1500;
const ATTEMPTS = 2;
/** Maximum wait in milliseconds before the second attempt after a refusal; doubled for each further attempt. */
const PAUSE_MS = 50;
/**
 * Refusals that prove that the call was not executed.
 * AWS: amazondynamodb/latest/developerguide/Programming.Errors.html, lambda/latest/api/API_Invoke.html
 */
const THROTTLED = /(?:Throttl|ThroughputExceeded|RequestLimitExceeded|TooManyRequests)/;
/** Errors of the service itself, with any HTTP status. */
const TROUBLED = /(?:Unavailable|InternalServer|InternalFailure|InternalServiceError|ServiceException)/;

/** Opens a service for calls. Connects at the first call. */
export function createCall(service: Service, endpoint: Endpoint, policy: CallPolicy = {}): Call {
  const { attempts = ATTEMPTS, attemptMs = ATTEMPT_MS, sockets, now = Date.now } = policy;
  const post = createPost(service.host, endpoint, { timeoutMs: attemptMs, sockets, now });

  return async (request) => {
    let mayHaveHappened = false;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await post(request).then(
        (answer) => (answer.status < 300 ? answer.text : refusal(request.operation, answer)),
        (cause: unknown) => unreachable(service.label, cause),
      );
      if (typeof outcome === 'string') return outcome;
      mayHaveHappened ||= outcome.mayHaveHappened;
      const isWanted = request.signal?.aborted !== true;
      const again = isWanted && outcome.retryable && attempt < attempts && (request.repeatable || !mayHaveHappened);
      if (!again) throw new AwsCallFailed(outcome.message, { ...outcome, mayHaveHappened });
      // no wait after a connection error: often a kept connection broke while the function was frozen
      if (outcome.code !== undefined) await pause(attempt, request.signal);
    }
  };
}

function unreachable(label: string, cause: unknown): Failure & { message: string } {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return { message: `${label} cannot be reached: ${reason}`, retryable: true, mayHaveHappened: true, cause };
}

function refusal(operation: string, { status, errorType, text }: PostAnswer): Failure & { message: string } {
  const code = nameOf(errorType ?? /"__type"\s*:\s*"([^"]*)"/.exec(text)?.[1]) ?? `HTTP ${status}`;
  const throttled = THROTTLED.test(code);
  const troubled = !throttled && (status >= 500 || TROUBLED.test(code));
  const message = `${operation} was refused: ${code}`;
  const detail = /"message"\s*:\s*("(?:[^"\\]|\\.)*")/i.exec(text)?.[1];
  return {
    message,
    code,
    detail: detail && textOf(detail),
    retryable: throttled || troubled,
    mayHaveHappened: troubled,
  };
}

/** Reads a JSON string, which a service may have cut. */
function textOf(json: string): string | undefined {
  try {
    return String(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** Extracts `Name` from `com.amazonaws.dynamodb.v20120810#Name` and from `Name:http://...`. */
function nameOf(type: string | undefined): string | undefined {
  return type?.split('#').at(-1)?.split(':')[0] || undefined;
}

function pause(attempt: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.random() * PAUSE_MS * 2 ** (attempt - 1));
    signal?.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true });
  });
}
