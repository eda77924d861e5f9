import { isJsonObject, type Json } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import type { FunctionError } from './client.ts';

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
  ECONNRESET: 'the connection was lost before the response was complete. The function may have completed its work.',
};

/**
 * Turns the failure of an invocation into an error for the agent.
 *
 * @returns the error unchanged if it comes neither from Lambda nor from the network: a bug, which the logs explain
 */
export function invokeFailure(label: string, error: unknown): unknown {
  if (error instanceof ToolError || typeof error !== 'object' || error === null) return error;
  const { name, code, $fault } = error as {
    readonly name?: unknown;
    readonly code?: unknown;
    readonly $fault?: unknown;
  };
  const reason = REASONS[String(name)];
  if (reason !== undefined) return new ToolError(`${label} could not be called: ${reason}`);
  if ($fault !== undefined) return new ToolError(`${label} could not be called (${name}). Try again later.`);
  if (typeof code !== 'string') return error;
  const lost = WIRE_REASONS[code] ?? `the connection to Lambda failed (${code}). Try again.`;
  return new ToolError(`${label} failed: ${lost}`);
}

/** The connection ended before Lambda reported completion. */
export function cutOff(label: string): ToolError {
  return new ToolError(`${label} failed: ${WIRE_REASONS.ECONNRESET}`);
}

/**
 * The function failed. The agent gets the type of its error only: messages are written for the function's logs, and may name
 * hosts, users, even secrets.
 *
 * @param requestId the request ID in the function's logs
 */
export function functionFailure(label: string, error: FunctionError, requestId: string | undefined): ToolError {
  const logs = requestId === undefined ? '' : ` For details, see its logs of request ${requestId}.`;
  return new ToolError(`${label} failed: ${reasonOf(error)}${logs}`);
}

function reasonOf({ code, details }: FunctionError): string {
  const { errorType = code, errorMessage = '' } = parseDetails(details);
  // Runtimes without error types report a timeout in the message only.
  if (errorType === 'Sandbox.Timedout' || /Task timed out after [\d.]+ seconds/.test(String(errorMessage)))
    return 'it reached its own timeout. Request less, or try again.';
  if (errorType === 'Runtime.OutOfMemory') return 'it ran out of memory. Request less.';
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
export function deadlineFailure(label: string, received: number): ToolError {
  const progress = received === 0 ? 'it sent nothing' : `it had sent ${received} bytes and was not finished`;
  return new ToolError(`${label} took too long: ${progress}. Request less, or try again.`);
}
