import { AwsCallFailed, type CallPolicy, createCall, type Service } from './call.ts';
import type { Endpoint } from './environment.ts';

/**
 * A service that takes JSON, with the operation in a header.
 * AWS: amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export interface JsonService extends Service {
  /** What stands before the operation in `X-Amz-Target`. */
  readonly target: string;
  readonly contentType: string;
}

/**
 * Calls one operation with its input as JSON, and gives its output.
 *
 * @param repeatable whether it does no harm to carry it out twice
 * @throws AwsCallFailed
 */
export type JsonCall<Operation extends string> = (
  operation: Operation,
  input: object,
  repeatable?: boolean,
) => Promise<unknown>;

/** Opens such a service. Makes no connection until the first call. */
export function createJsonCall<Operation extends string>(
  service: JsonService,
  endpoint: Endpoint,
  policy?: CallPolicy,
): JsonCall<Operation> {
  const call = createCall(service, endpoint, policy);
  return async (operation, input, repeatable = true) => {
    const headers = { 'content-type': service.contentType, 'x-amz-target': `${service.target}.${operation}` };
    const body = JSON.stringify(input);
    const text = await call({ operation, path: '/', headers, body, repeatable });
    try {
      return JSON.parse(text);
    } catch {
      // The parser's own words would quote the answer.
      const message = `${operation} was answered by ${service.label} with something that is no JSON`;
      throw new AwsCallFailed(message, { retryable: false, mayHaveHappened: true });
    }
  };
}
