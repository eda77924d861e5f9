import type { JsonObject } from '../../json.ts';
import type { RpcContext } from '../context.ts';
import type { Operation } from '../operation.ts';

/**
 * Reads the parameters of a `resources/read`. A resource that the caller may not read is as unknown as one that does not exist.
 *
 * @throws InvalidParams when they have the wrong shape or name no such resource (`data.uri`)
 */
export async function findResource(_params: JsonObject, _context: RpcContext): Promise<Operation> {
  throw new Error('to be written');
}
