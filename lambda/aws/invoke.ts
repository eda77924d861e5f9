import { createCall, type Service } from './call.ts';
import { type Environment, endpointOf, regionOf } from './environment.ts';
import { encodeSegment } from './sign.ts';

const LAMBDA: Service = { host: 'lambda', variable: 'LAMBDA', label: 'Lambda' };
/** A longer timeout than for reads, because a repeated request starts the function twice. */
const POLICY = { attempts: 3, attemptMs: 3000 };

/**
 * Invokes a function asynchronously.
 *
 * @param event JSON text
 * @throws AwsCallFailed when Lambda does not accept the event
 */
export type StartFunction = (event: string) => Promise<void>;

/**
 * Creates the starter of one function. Lambda runs an event at least once, and a request whose response is lost is sent again: the
 * function may run twice for one call, even concurrently, so it must take a lease on its work.
 * AWS: lambda/latest/dg/invocation-async.html, lambda/latest/api/API_Invoke.html
 *
 * @param name name or ARN of the function, with its alias or version as in `name:alias`
 */
export function createStart(name: string, environment: Environment): StartFunction {
  const call = createCall(LAMBDA, endpointOf(LAMBDA, environment, regionOf(name)), POLICY);
  const path = `/2015-03-31/functions/${encodeSegment(name)}/invocations`;
  const headers = { 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' };
  return async (event) => {
    await call({ operation: 'Invoke', path, headers, body: event, repeatable: true });
  };
}
