import type { JsonObject } from '../../json.ts';
import type { RpcContext } from '../context.ts';
import type { Operation } from '../operation.ts';

/**
 * Reads the parameters of a `prompts/get`. A prompt that the caller may not use is as unknown as one that does not exist.
 *
 * @throws InvalidParams when they have the wrong shape, name no such prompt, or leave out a required argument
 */
export async function findPrompt(_params: JsonObject, _context: RpcContext): Promise<Operation> {
  throw new Error('to be written');
}
