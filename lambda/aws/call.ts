import type { Endpoint, ServiceName } from './environment.ts';
import { createPost, type PostAnswer, type PostRequest } from './post.ts';

/** A service, as signatures, variables and people call it. */
export interface Service extends ServiceName {
  /** In messages: `DynamoDB`. */
  readonly label: string;
}

/** How often and how long to try. */
export interface CallPolicy {
  /** Requests sent for one call, at most. */
  readonly attempts?: number;
  /** Milliseconds that one of them may take. */
  readonly attemptMs?: number;
  /** The clock, epoch milliseconds. */
  readonly now?: () => number;
}

/** One call: a request that may be sent more than once. */
interface CallRequest extends PostRequest {
  /** The service's name for what is asked, for messages. */
  readonly operation: string;
  /**
   * Whether it does no harm to carry it out twice. One that does is not sent again once it may have been carried out; one that
   * was refused before that is.
   */
  readonly repeatable: boolean;
}

/** Calls a service; gives the text of its answer. @throws AwsCallFailed */
export type Call = (request: CallRequest) => Promise<string>;

/** What is known of a call that failed. */
export interface Failure {
  /** The service's name for what is wrong: `ConditionalCheckFailedException`; absent where it did not answer. */
  readonly code?: string | undefined;
  /** Whether another attempt may fare better. */
  readonly retryable: boolean;
  /** Whether the service may have carried it out all the same, in this attempt or an earlier one. */
  readonly mayHaveHappened: boolean;
  readonly cause?: unknown;
}

/** A service did not answer, or refused. The message has nothing of what was sent, nor of the service's own words. */
export class AwsCallFailed extends Error implements Failure {
  override readonly name = 'AwsCallFailed';
  readonly code: string | undefined;
  readonly retryable: boolean;
  readonly mayHaveHappened: boolean;

  constructor(message: string, { code, retryable, mayHaveHappened, cause }: Failure) {
    super(message, { cause });
    this.code = code;
    this.retryable = retryable;
    this.mayHaveHappened = mayHaveHappened;
  }
}

/** What reads take: rather fail soon and serve the last good copy than hold the caller. */
const ATTEMPT_MS = 1500;
const ATTEMPTS = 2;
/** Milliseconds to wait at most before the second attempt when the service itself asked for less; doubled for each more. */
const PAUSE_MS = 50;
/**
 * Refusals that come before anything is done.
 * AWS: amazondynamodb/latest/developerguide/Programming.Errors.html, lambda/latest/api/API_Invoke.html
 */
const THROTTLED = /(?:Throttl|ThroughputExceeded|RequestLimitExceeded|TooManyRequests)/;
/** The service's own troubles, whatever the status that they come with. */
const TROUBLED = /(?:Unavailable|InternalServer|InternalFailure|InternalServiceError|ServiceException)/;

/** Opens a service for calls. Makes no connection until the first one. */
export function createCall(service: Service, endpoint: Endpoint, policy: CallPolicy = {}): Call {
  const { attempts = ATTEMPTS, attemptMs = ATTEMPT_MS, now = Date.now } = policy;
  const post = createPost(service.host, endpoint, attemptMs, now);

  return async (request) => {
    let mayHaveHappened = false;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await post(request).then(
        (answer) => (answer.status < 300 ? answer.text : refusal(request.operation, answer)),
        (cause: unknown) => unreachable(service.label, cause),
      );
      if (typeof outcome === 'string') return outcome;
      mayHaveHappened ||= outcome.mayHaveHappened;
      const again = outcome.retryable && attempt < attempts && (request.repeatable || !mayHaveHappened);
      if (!again) throw new AwsCallFailed(outcome.message, { ...outcome, mayHaveHappened });
      // a kept connection that broke while the function was frozen is worth no wait
      if (outcome.code !== undefined) await pause(attempt);
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
  return { message, code, retryable: throttled || troubled, mayHaveHappened: troubled };
}

/** `com.amazonaws.dynamodb.v20120810#Name` and `Name:http://...` both say Name. */
function nameOf(type: string | undefined): string | undefined {
  return type?.split('#').at(-1)?.split(':')[0] || undefined;
}

function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MS * 2 ** (attempt - 1)));
}
