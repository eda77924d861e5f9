import { isJsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';

/** Characters of DynamoDB's own words in an error. */
const QUOTED_CHARS = 500;

const BUSY = 'the table gets more requests than it takes just now. Try again in a few seconds.';
const REFUSED =
  'this deployment is not allowed to do that. Its operator must look at the permissions; calling again will not help.';
const UNSIGNED =
  'this deployment has no valid credentials for it. Its operator must look; calling again will not help.';
const OUT_OF_ORDER = 'DynamoDB is out of order just now. Try again in a few seconds.';
const CONTENDED = 'something else is changing the same item. Try again.';

/** What DynamoDB or the SDK said, by error name, and what the agent can do about it. */
const REASONS: Readonly<Record<string, string>> = {
  ProvisionedThroughputExceededException: BUSY,
  RequestLimitExceeded: BUSY,
  ThrottlingException: BUSY,
  AccessDeniedException: REFUSED,
  UnrecognizedClientException: UNSIGNED,
  InvalidSignatureException: UNSIGNED,
  MissingAuthenticationTokenException: UNSIGNED,
  IncompleteSignatureException: UNSIGNED,
  ExpiredTokenException: UNSIGNED,
  CredentialsProviderError: UNSIGNED,
  ResourceNotFoundException:
    'the table does not exist where the stage file says. Its operator must look; calling again will not help.',
  InternalServerError: OUT_OF_ORDER,
  ServiceUnavailable: OUT_OF_ORDER,
  ServiceUnavailableException: OUT_OF_ORDER,
  TransactionConflictException: CONTENDED,
  ReplicatedWriteConflictException: CONTENDED,
  ItemCollectionSizeLimitExceededException: 'the items under this partition key have more than 10 GB.',
};

/** Answers after which a write may have happened all the same. */
const UNCLEAR = new Set(['InternalServerError', 'ServiceUnavailable', 'ServiceUnavailableException']);

/** Added where a write may have happened. */
const UNKNOWN_OUTCOME = 'Whether the item was written is not known: read it before you try again.';

/** What was operation, for errors. */
export interface DynamodbRequest {
  /** Operation and table, for example `Query on table orders`. */
  readonly label: string;
  readonly writes: boolean;
}

/**
 * Turns what went wrong with a request into an error for the agent. What is neither DynamoDB's answer nor the wire's is
 * our bug, and stays as it is.
 */
export function requestFailure(error: unknown, operation: DynamodbRequest): unknown {
  if (!(error instanceof Error) || error instanceof ToolError) return error;
  const { name } = error;
  const reason = Object.hasOwn(REASONS, name) ? REASONS[name] : undefined;
  if (reason !== undefined) return failed(operation, reason, UNCLEAR.has(name));
  if (name === 'ConditionalCheckFailedException') return conditionFailed(operation);
  if (name === 'ValidationException')
    return failed(operation, `DynamoDB refused the request: ${quote(error.message)}`, false);
  const code = 'code' in error ? String(error.code) : undefined;
  if (name === 'TimeoutError' || code !== undefined || isWithoutAnswer(error)) {
    const words = code ?? (name === 'Error' ? 'no answer' : name);
    return failed(operation, `the table could not be reached (${words}). Try again later.`, true);
  }
  return '$metadata' in error ? failed(operation, `DynamoDB answered ${quote(name)}`, true) : error;
}

/** What the SDK sent is marked by it; what came back has a status. */
function isWithoutAnswer(error: Error): boolean {
  return '$metadata' in error && isJsonObject(error.$metadata) && error.$metadata.httpStatusCode === undefined;
}

/** The deadline came before the answer. */
export function deadlineFailure(operation: DynamodbRequest): ToolError {
  return failed(operation, `it took too long. ${operation.writes ? '' : 'Try again, or ask for less.'}`.trim(), true);
}

/** The deadline had come before the request was sent. */
export function notSent({ label }: DynamodbRequest): ToolError {
  return new ToolError(`${label} was not sent: the time of the call is over.`);
}

function failed({ label, writes }: DynamodbRequest, reason: string, unclear: boolean): ToolError {
  return new ToolError(`${label} failed: ${reason}${writes && unclear ? ` ${UNKNOWN_OUTCOME}` : ''}`);
}

function conditionFailed({ label }: DynamodbRequest): ToolError {
  return new ToolError(
    `${label} changed nothing: the item is not in the state that the tool asks for (it exists already, is missing, or ` +
      'has other values). Read the item, then decide.',
  );
}

/** DynamoDB's words without names that the agent has no business with, as one sentence. */
function quote(words: string): string {
  const plain = words
    .replace(/\barn:\S+/g, '(an ARN)')
    .slice(0, QUOTED_CHARS)
    .trim();
  return plain.endsWith('.') ? plain : `${plain}.`;
}
