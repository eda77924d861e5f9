import type { HttpRequest } from '../http.ts';
import { InternalError } from './rpc/index.ts';

/**
 * Ends a request that came for a challenge (`?challenge=1`), once it is known that its caller may make it. Called before everything
 * that runs a target, or changes a task or an answer.
 *
 * @throws InternalError (503): the caller may send the request again where it runs
 */
export function assertRuns({ challenge }: HttpRequest): void {
  if (challenge)
    throw new InternalError('The caller may make this request. Send it without the challenge parameter', 503);
}
