import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import type { RpcContext } from '../context.ts';
import { boundedText } from '../operation/index.ts';
import { InternalError, InvalidParams } from '../rpc/index.ts';
import { type Completable, findReference } from './reference.ts';
import { valuesFromTarget } from './target-values.ts';
import { type Completed, matching, NOTHING } from './values.ts';

/**
 * Answers `completion/complete`. spec: server/utilities/completion
 *
 * @returns the result as JSON text, before a protocol revision dresses it: `{"completion":{...}}`
 * @throws InvalidParams for parameters of the wrong shape, and for what is not known; InternalError when a target fails
 */
export async function complete(params: JsonObject, context: RpcContext): Promise<string> {
  const { name, value }: JsonObject = isJsonObject(params.argument) ? params.argument : {};
  if (typeof name !== 'string' || typeof value !== 'string') {
    throw new InvalidParams('params.argument must be {"name":...,"value":...}, both strings');
  }
  const known = readKnown(params.context);
  const completable = await findReference(params.ref, context);
  const { label, completers, limits } = completable;
  if (!completers.has(name)) throw new InvalidParams(`Unknown argument of ${label}: ${name}`);
  const bounds = { label: `the completion of ${label}`, resultBytes: limits.resultBytes, request: context.request };
  try {
    const completion = await valuesFor({ name, value, known }, completable, context);
    return boundedText(JSON.stringify({ completion }), bounds);
  } catch (error) {
    throw error instanceof ToolError ? new InternalError(error.message) : error;
  }
}

/** What is being typed, and what the other arguments are. */
interface Typed {
  readonly name: string;
  readonly value: string;
  readonly known: JsonObject;
}

function valuesFor(
  { name, value, known }: Typed,
  completable: Completable,
  context: RpcContext,
): Completed | Promise<Completed> {
  const completer = completable.completers.get(name);
  if (completer === undefined) return NOTHING;
  if (typeof completer !== 'function') return matching(completer, value);
  const others = Object.entries(known).filter(([key]) => completable.completers.has(key));
  return valuesFromTarget(completer, { value, arguments: Object.fromEntries(others) }, completable, context);
}

/** The arguments that have their values already. */
function readKnown(context: Json | undefined): JsonObject {
  if (context !== undefined && !isJsonObject(context)) throw new InvalidParams('params.context must be an object');
  const { arguments: known = {} }: JsonObject = context ?? {};
  if (isJsonObject(known) && Object.values(known).every((value) => typeof value === 'string')) return known;
  throw new InvalidParams('params.context.arguments must be an object of strings');
}
