import type { FunctionFailed } from '../lambda/index.ts';

/** An event that Lambda gave up. */
export interface GivenUp {
  readonly requestId: string;
  /** The invoked ARN, including the alias. */
  readonly arn: string;
  /** JSON text. */
  readonly event: string;
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
  /** Attempts in which the function ran. */
  readonly invokeCount: number;
  /** Error of the last attempt; `undefined` for an event that was only throttled. */
  readonly failure: FunctionFailed | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * The record that Lambda sends to an on-failure destination. AWS documents no response for an event that never ran.
 *
 * AWS: lambda/latest/dg/invocation-async-retain-records.html, "Example invocation record"
 */
export function invocationRecord({ requestId, arn, event, condition, invokeCount, failure, now }: GivenUp): object {
  const response = failure && {
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: errorDocument(failure),
  };
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: { requestId, functionArn: arn, condition, approximateInvokeCount: invokeCount },
    requestPayload: JSON.parse(event),
    ...response,
  };
}

/** The error document of a failed function. AWS: "Understanding retry behavior", "Lambda function errors in Node.js". */
export function errorDocument({ errorType, message }: FunctionFailed): object {
  return { errorType, errorMessage: message };
}
