import { createCall, type Service } from './call.ts';
import { type Environment, endpointOf, regionOf } from './environment.ts';
import { encodeSegment } from './sign.ts';

const LAMBDA: Service = { host: 'lambda', variable: 'LAMBDA', label: 'Lambda' };
/** To be told twice that an event is taken means to have it twice: rather wait a little longer for the answer. */
const POLICY = { attempts: 3, attemptMs: 3000 };

/**
 * Hands an event to a function that runs it by and by.
 *
 * @param event JSON text
 * @throws AwsCallFailed when Lambda does not take it
 */
export type StartFunction = (event: string) => Promise<void>;

/**
 * Makes the starter of one function. Lambda promises to run an event at least once; a request whose answer is lost is sent again
 * besides, so the function may run twice for one call here, even at the same time: it has to take a lease on its work.
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
