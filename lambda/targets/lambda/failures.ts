import { isJsonObject, type Json } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import type { FunctionError } from './client.ts';

/** What errors call a function: the name that the tool uses, never its ARN. */
export function functionLabel(name: string): string {
  return `The function ${name}`;
}

/** The stage does not list the function. */
export function notListed(name: string): ToolError {
  return new ToolError(
    `${functionLabel(name)} cannot be called: the stage does not list it, so calling again will not help. ` +
      `For the operator: add ${name} to the functions that the stage's configuration lists, and deploy.`,
  );
}

/** Reasons by the name of Lambda's error. API: Invoke and InvokeWithResponseStream, Errors. */
const REASONS: Readonly<Record<string, string>> = {
  TooManyRequestsException: 'it is busy with as many calls as it may take. Try again in a moment.',
  AccessDeniedException:
    'permission is missing, so calling again will not help. For the operator: the tools of this stage may not invoke it.',
  ResourceNotFoundException:
    'it does not exist, or not in the version that the tool names, so calling again will not help. ' +
    "For the operator: see the function's ARN in the stage's configuration and the tool's qualifier.",
  RequestTooLargeException: 'the arguments are larger than a function takes. Send less.',
};

/** Reasons by the code of a socket's error. */
const WIRE_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Lambda refused the connection. Try again later.',
  ECONNRESET:
    'the connection was lost before the answer was complete. The function may have done its work all the same.',
};

/**
 * Turns what went wrong between here and Lambda into an error for the agent.
 *
 * @returns the error itself where it is neither Lambda's nor the network's: a bug, which is the logs' to explain
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

/** The connection ended without Lambda's last word. */
export function cutOff(label: string): ToolError {
  return new ToolError(`${label} failed: ${WIRE_REASONS.ECONNRESET}`);
}

/**
 * The function itself failed. The agent gets the kind of error, as what a function throws is written for its logs: it may
 * name hosts, users, even secrets.
 *
 * @param requestId under which the function's logs tell more
 */
export function functionFailure(label: string, error: FunctionError, requestId: string | undefined): ToolError {
  const logs = requestId === undefined ? '' : ` Its logs say more, under request ${requestId}.`;
  return new ToolError(`${label} failed: ${reasonOf(error)}${logs}`);
}

function reasonOf({ code, details }: FunctionError): string {
  const { errorType = code, errorMessage = '' } = parseDetails(details);
  // Before error types were reported, a message was all that told of a timeout.
  if (errorType === 'Sandbox.Timedout' || /Task timed out after [\d.]+ seconds/.test(String(errorMessage)))
    return 'it ran out of its own time. Ask for less, or try again.';
  if (errorType === 'Runtime.OutOfMemory') return 'it ran out of memory. Ask for less.';
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

/** The deadline came; says how far the function got. */
export function deadlineFailure(label: string, received: number): ToolError {
  const progress = received === 0 ? 'it sent nothing' : `it had sent ${received} bytes and was not done`;
  return new ToolError(`${label} took too long: ${progress}. Ask for less, or try again.`);
}
