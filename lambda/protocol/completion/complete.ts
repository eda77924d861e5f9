import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { auditedCall, runRecorded } from '../audited.ts';
import type { RpcContext } from '../context.ts';
import { assertRuns } from '../judged-only.ts';
import { boundedText } from '../operation/index.ts';
import { InternalError, InvalidParams } from '../rpc/index.ts';
import { type Completable, findReference } from './reference.ts';
import { valuesFromTarget } from './target-values.ts';
import { type Completed, matching, NOTHING } from './values.ts';

/**
 * Handles `completion/complete`. spec: server/utilities/completion
 *
 * @returns the JSON text of the result, before the era completes it: `{"completion":{...}}`
 * @throws InvalidParams for parameters of the wrong shape, and for an unknown reference or argument; InternalError if a
 * target fails
 */
export async function complete(params: JsonObject, context: RpcContext): Promise<string> {
  const { name, value }: JsonObject = isJsonObject(params.argument) ? params.argument : {};
  if (typeof name !== 'string' || typeof value !== 'string') {
    throw new InvalidParams('params.argument must be {"name":...,"value":...}, both strings');
  }
  const known = readKnown(params.context);
  const completable = await findReference(params.ref, context);
  assertRuns(context.request);
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

/** The argument that the user types, and the values of the others. */
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
  const run = () => valuesFromTarget(completer, { value, arguments: Object.fromEntries(others) }, completable, context);
  const { calls, view, request, principal, trace } = context;
  if (calls === undefined) return run();
  const subject = { name: `${completable.label} ${name}`, arguments: { ...known, [name]: value } };
  const call = auditedCall('completion/complete', subject, { server: view.server, request, principal, trace });
  return runRecorded(calls, call, run, (completed) => ({
    bytes: Buffer.byteLength(JSON.stringify(completed)),
    isError: false,
  }));
}

/** Reads the arguments that already have values. */
function readKnown(context: Json | undefined): JsonObject {
  if (context !== undefined && !isJsonObject(context)) throw new InvalidParams('params.context must be an object');
  const { arguments: known = {} }: JsonObject = context ?? {};
  if (isJsonObject(known) && Object.values(known).every((value) => typeof value === 'string')) return known;
  throw new InvalidParams('params.context.arguments must be an object of strings');
}
