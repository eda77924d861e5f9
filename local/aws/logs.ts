import { ApiError } from '../api-error.ts';
import { isRecord } from '../template/index.ts';

/** A line that a function wrote to a log group other than its own. */
export interface LogLine {
  readonly logGroup: string;
  readonly logStream: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

/** One request to CloudWatch Logs. */
interface LogsRequest {
  readonly input: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly account: string;
  readonly write: (lines: readonly LogLine[]) => void;
  /** @throws AccessDenied */
  assertAllowed(action: string, resource: string): void;
}

const MAX_EVENTS = 10_000;

/**
 * API: CloudWatch Logs, PutLogEvents. Log groups and streams need not exist: a role may write only to those of the templates.
 *
 * @throws ApiError for what CloudWatch Logs refuses, too
 */
export function putLogEvents({ input, region, account, write, assertAllowed }: LogsRequest): object {
  const { logGroupName, logStreamName, logEvents } = input;
  if (typeof logGroupName !== 'string' || typeof logStreamName !== 'string' || !Array.isArray(logEvents)) {
    throw invalid('logGroupName, logStreamName and logEvents are required');
  }
  assertAllowed(
    'logs:PutLogEvents',
    `arn:aws:logs:${region}:${account}:log-group:${logGroupName}:log-stream:${logStreamName}`,
  );
  if (logEvents.length < 1 || logEvents.length > MAX_EVENTS) throw invalid(`expected 1 to ${MAX_EVENTS} events`);
  let last = 0;
  const lines = logEvents.map((event: unknown): LogLine => {
    const { timestamp, message } = isRecord(event) ? event : {};
    if (typeof timestamp !== 'number' || typeof message !== 'string' || message === '') {
      throw invalid('an event needs a timestamp and a message');
    }
    if (timestamp < last) throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
    last = timestamp;
    return { logGroup: logGroupName, logStream: logStreamName, timestamp, message };
  });
  write(lines);
  return { nextSequenceToken: '0' };
}

function invalid(message: string): ApiError {
  return new ApiError(400, 'InvalidParameterException', message);
}
