import { AwsCallFailed, type CallPolicy, createCall, type Service } from './call.ts';
import type { Endpoint } from './environment.ts';

/**
 * A service with a JSON protocol that names the operation in a header.
 * AWS: amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export interface JsonService extends Service {
  /** The prefix of the operation in `X-Amz-Target`. */
  readonly target: string;
  readonly contentType: string;
}

/**
 * Calls an operation and returns its parsed output.
 *
 * @param repeatable whether executing it twice is safe; default: true
 * @param signal ends the call, which then fails
 * @throws AwsCallFailed
 */
export type JsonCall<Operation extends string> = (
  operation: Operation,
  input: object,
  repeatable?: boolean,
  signal?: AbortSignal,
) => Promise<unknown>;

/** Opens such a service. Connects at the first call. */
export function createJsonCall<Operation extends string>(
  service: JsonService,
  endpoint: Endpoint,
  policy?: CallPolicy,
): JsonCall<Operation> {
  const call = createCall(service, endpoint, policy);
  return async (operation, input, repeatable = true, signal) => {
    const headers = { 'content-type': service.contentType, 'x-amz-target': `${service.target}.${operation}` };
    const body = JSON.stringify(input);
    const text = await call({ operation, path: '/', headers, body, repeatable, signal });
    try {
      return JSON.parse(text);
    } catch {
      // The parser's message would quote the response.
      const message = `${service.label} responded to ${operation} with invalid JSON`;
      throw new AwsCallFailed(message, { retryable: false, mayHaveHappened: true });
    }
  };
}
