import { isJsonObject, type Json } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { adviceAfter } from '../repeatable.ts';
import type { FunctionError } from './client.ts';

/** The invocation that an error is about. */
interface FailedInvocation {
  readonly label: string;
  /** Whether the function may be invoked again when the outcome is unknown. */
  readonly repeatable: boolean;
}

/** The name of a function in errors: the name that the tool uses, never its ARN. */
export function functionLabel(name: string): string {
  return `The function ${name}`;
}

export function notListed(name: string): ToolError {
  return new ToolError(
    `${functionLabel(name)} cannot be called: the stage does not list it. Retrying will not help until an operator adds ` +
      `${name} to the functions in the stage's configuration and deploys.`,
  );
}

/** Reasons by the name of Lambda's error. API: Invoke and InvokeWithResponseStream, Errors. */
const REASONS: Readonly<Record<string, string>> = {
  TooManyRequestsException: 'it is busy: its concurrency limit is reached. Try again in a moment.',
  AccessDeniedException:
    'this deployment is not allowed to invoke it. Retrying will not help until an operator changes its permissions.',
  ResourceNotFoundException:
    'it does not exist, or has no such version or alias. Retrying will not help until an operator corrects ' +
    "the function's ARN in the stage's configuration or the tool's qualifier.",
  RequestTooLargeException: 'the arguments exceed the size that a function accepts. Send less.',
};

/** Reasons by the error code of a socket. */
const WIRE_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Lambda refused the connection. Try again later.',
};

/**
 * Turns the failure of an invocation into an error for the agent.
 *
 * @returns the error unchanged if it comes neither from Lambda nor from the network: a bug, which the logs explain
 */
export function invokeFailure(invocation: FailedInvocation, error: unknown): unknown {
  const { label } = invocation;
  if (error instanceof ToolError || typeof error !== 'object' || error === null) return error;
  const { name, code, $fault } = error as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly $fault?: unknown;
  };
  const reason = REASONS[String(name)];
  if (reason !== undefined) return new ToolError(`${label} could not be called: ${reason}`);
  if ($fault !== undefined) {
    // after an error of Lambda itself, the function may have run
    const advice = $fault === 'client' ? 'Try again later.' : adviceAfter(invocation, 'Try again later.');
    return new ToolError(`${label} could not be called (${name}). ${advice}`);
  }
  if (typeof code !== 'string') return error;
  if (code === 'ECONNRESET') return cutOff(label);
  const lost =
    WIRE_REASONS[code] ?? `the connection to Lambda failed (${code}). ${adviceAfter(invocation, 'Try again.')}`;
  return new ToolError(`${label} failed: ${lost}`);
}

/** The connection ended before Lambda reported completion. */
export function cutOff(label: string): ToolError {
  return new ToolError(
    `${label} failed: the connection was lost before the response was complete. The function may have completed its work.`,
  );
}

/**
 * The function failed. The agent gets the type of its error only: messages are written for the function's logs, and may name
 * hosts, users, even secrets.
 *
 * @param requestId the request ID in the function's logs
 */
export function functionFailure(
  invocation: FailedInvocation,
  error: FunctionError,
  requestId: string | undefined,
): ToolError {
  const logs = requestId === undefined ? '' : ` For details, see its logs of request ${requestId}.`;
  return new ToolError(`${invocation.label} failed: ${reasonOf(error, invocation)}${logs}`);
}

function reasonOf({ code, details }: FunctionError, invocation: FailedInvocation): string {
  const { errorType = code, errorMessage = '' } = parseDetails(details);
  // Runtimes without error types report a timeout in the message only.
  if (errorType === 'Sandbox.Timedout' || /Task timed out after [\d.]+ seconds/.test(String(errorMessage)))
    return `it reached its own timeout. ${adviceAfter(invocation, 'Request less, or try again.')}`;
  if (errorType === 'Runtime.OutOfMemory') return `it ran out of memory. ${adviceAfter(invocation, 'Request less.')}`;
  const kind = /^[\w.]{1,80}$/.test(String(errorType)) ? ` (${errorType})` : '';
  return `it ended with an error${kind}.`;
}

function parseDetails(details: string): { readonly errorType?: Json; readonly errorMessage?: Json } {
  try {
    const parsed: unknown = JSON.parse(details);
    return isJsonObject(parsed) ? parsed : {};
  } catch {
    return { errorMessage: details };
  }
}

/** The deadline passed. The message includes how much of the response had arrived. */
export function deadlineFailure(invocation: FailedInvocation, received: number): ToolError {
  const progress = received === 0 ? 'it sent nothing' : `it had sent ${received} bytes and was not finished`;
  return new ToolError(
    `${invocation.label} took too long: ${progress}. ${adviceAfter(invocation, 'Request less, or try again.')}`,
  );
}
