import type { JsonObject } from '../../json.ts';
import type { RpcContext } from '../context.ts';

/**
 * Answers `completion/complete`. spec: server/utilities/completion
 *
 * @returns the result as JSON text, before a protocol revision dresses it: `{"completion":{...}}`
 * @throws InvalidParams
 */
export async function complete(_params: JsonObject, _context: RpcContext): Promise<string> {
  throw new Error('to be written');
}
