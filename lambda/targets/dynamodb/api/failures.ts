import { AwsCallFailed } from '../../../aws/index.ts';
import { ToolError } from '../../../tool-error.ts';

/** Characters of DynamoDB's own message in an error. */
const QUOTED_CHARS = 500;

const BUSY = 'the table is receiving more requests than it can serve. Try again in a few seconds.';
const REFUSED =
  'this deployment is not allowed to do that. Retrying will not help until an operator changes its permissions.';
const UNSIGNED =
  'this deployment has no valid credentials for DynamoDB. Retrying will not help until an operator corrects them.';
const OUT_OF_ORDER = 'DynamoDB is temporarily unavailable.';
const CONTENDED = 'another request is changing the same item. Try again.';

/** What the agent can do, by the name of DynamoDB's error. */
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
  ResourceNotFoundException:
    'the table that the stage file names does not exist. Retrying will not help until an operator corrects it.',
  InternalServerError: OUT_OF_ORDER,
  ServiceUnavailable: OUT_OF_ORDER,
  ServiceUnavailableException: OUT_OF_ORDER,
  TransactionConflictException: CONTENDED,
  ReplicatedWriteConflictException: CONTENDED,
  ItemCollectionSizeLimitExceededException: 'the items under this partition key exceed 10 GB.',
};

/** Errors after which a write may have taken effect. */
const UNCLEAR = new Set(['InternalServerError', 'ServiceUnavailable', 'ServiceUnavailableException']);

const UNKNOWN_OUTCOME = 'The item may have been written: read it before you try again.';

/** The operation that an error names. */
export interface DynamodbRequest {
  /** Operation and table, for example `Query on table orders`. */
  readonly label: string;
  readonly writes: boolean;
}

/**
 * Turns the failure of a request into an error for the agent. A failure that comes neither from DynamoDB nor from the network
 * is a bug of ours and is returned unchanged.
 */
export function requestFailure(error: unknown, operation: DynamodbRequest): unknown {
  if (!(error instanceof AwsCallFailed)) return error;
  const { code, detail = '' } = error;
  if (code === undefined) {
    return unclear(operation, `the table could not be reached (${wireCode(error)}).`, 'Try again later.');
  }
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  if (reason !== undefined) {
    return UNCLEAR.has(code) ? unclear(operation, reason, 'Try again in a few seconds.') : failed(operation, reason);
  }
  if (code === 'ConditionalCheckFailedException') return conditionFailed(operation);
  if (code === 'ValidationException') return failed(operation, `DynamoDB rejected the request: ${quote(detail)}`);
  return unclear(operation, `DynamoDB returned ${quote(code)}`, '');
}

function wireCode({ cause }: AwsCallFailed): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no response';
}

/** The deadline passed before the response arrived. */
export function deadlineFailure(operation: DynamodbRequest): ToolError {
  return unclear(operation, 'it took too long.', 'Try again, or request less.');
}

/** The deadline passed before the request was sent. */
export function notSent({ label }: DynamodbRequest): ToolError {
  return new ToolError(`${label} was not sent: the time limit of the call has passed.`);
}

function failed({ label }: DynamodbRequest, reason: string): ToolError {
  return new ToolError(`${label} failed: ${reason}`);
}

/** The request may have been carried out: only a read may simply be repeated. */
function unclear(operation: DynamodbRequest, reason: string, advice: string): ToolError {
  return failed(operation, `${reason} ${operation.writes ? UNKNOWN_OUTCOME : advice}`.trimEnd());
}

function conditionFailed({ label }: DynamodbRequest): ToolError {
  return new ToolError(
    `${label} changed nothing: the item is not in the state that the tool requires (it exists already, is missing, or ` +
      'has other values). Read the item before you decide what to do.',
  );
}

/** DynamoDB's message as one sentence, without ARNs: the agent must not learn the account's names. */
function quote(words: string): string {
  const plain = words
    .replace(/\barn:\S+/g, '(an ARN)')
    .slice(0, QUOTED_CHARS)
    .trim();
  return plain.endsWith('.') ? plain : `${plain}.`;
}
