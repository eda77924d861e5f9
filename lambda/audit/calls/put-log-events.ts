import { createJsonCall, type Environment, endpointOf, type JsonService } from '../../aws/index.ts';

/** A line of a log. */
export interface LogEvent {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

/** Stores lines, oldest first. Resolves when CloudWatch Logs has accepted them. @throws AwsCallFailed; Error for rejected lines */
export type PutLogEvents = (events: readonly LogEvent[]) => Promise<void>;

const LOGS: JsonService = {
  host: 'logs',
  variable: 'CLOUDWATCH_LOGS',
  label: 'CloudWatch Logs',
  target: 'Logs_20140328',
  contentType: 'application/x-amz-json-1.1',
};

/**
 * Opens a log stream for writing. Any number of writers may use one stream: sequence tokens are not needed.
 * AWS: AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export function openLogStream(
  { logGroup, logStream }: { readonly logGroup: string; readonly logStream: string },
  environment: Environment,
): PutLogEvents {
  const call = createJsonCall<'PutLogEvents'>(LOGS, endpointOf(LOGS, environment));
  return async (logEvents) => {
    const input = { logGroupName: logGroup, logStreamName: logStream, logEvents };
    // Sent again after a lost response, a line can be there twice; readers tell by its `call`.
    const answer = (await call('PutLogEvents', input)) as { readonly rejectedLogEventsInfo?: object };
    if (answer.rejectedLogEventsInfo !== undefined)
      throw new Error('CloudWatch Logs rejected lines: the clock is wrong');
  };
}
