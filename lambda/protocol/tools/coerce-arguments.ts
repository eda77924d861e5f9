import type { Json, JsonObject } from '../../json.ts';
import { nestsDeeper, parseMarkingRounded } from '../../text/index.ts';
import type { WorkBudget } from '../../work/index.ts';
import type { RpcContext } from '../context.ts';
import type { PreparedTool } from './prepared-tool.ts';
import { assertExact, wrongArguments } from './wrong-arguments.ts';

/** Levels of arguments with the JSON texts in them: no more than a schema can describe. */
const MAX_DEPTH = 64;

interface Call {
  readonly tool: PreparedTool;
  /** As sent. */
  readonly args: JsonObject;
}

/** What decides about a tool without `coerce` of its own, and pays for the conversion. */
type Conversion = Pick<RpcContext, 'view' | 'work'> & { readonly catalog: Pick<RpcContext['catalog'], 'details'> };

/** Whether the tool's document, or else its server's, allows arguments to be converted. */
export async function mayCoerce({ tool }: Call, { catalog, view }: Omit<Conversion, 'work'>): Promise<boolean> {
  return tool.coerce ?? (await catalog.details(view)).coerce ?? false;
}

/** Converts arguments of a wrong type, where the value shows what it means. Does not check them. */
export async function coerceArguments({ tool, args }: Call, work: WorkBudget): Promise<JsonObject> {
  const coerce = await tool.coercion();
  return coerce(args, work, (text, path) => {
    const parsed = nestsDeeper(text, MAX_DEPTH - path.length) ? undefined : parseJson(text);
    assertExact(tool.name, parsed, path);
    return parsed;
  });
}

/**
 * Converts arguments that the tool's schema rejects, if that is allowed and helps.
 *
 * @param wrong why the schema rejects them
 * @returns arguments that the schema accepts
 * @throws ToolError that says why it does not
 */
export async function coerceOrReject(call: Call, wrong: string, context: Conversion): Promise<JsonObject> {
  const { tool } = call;
  if (!(await mayCoerce(call, context))) throw wrongArguments(tool.name, wrong);
  const coerced = await coerceArguments(call, context.work);
  const check = await tool.checkInput();
  const still = check(coerced, context.work);
  if (still !== undefined) throw wrongArguments(tool.name, still);
  return coerced;
}

function parseJson(text: string): Json | undefined {
  try {
    return parseMarkingRounded(text) as Json;
  } catch {
    return undefined; // a text that only begins like JSON
  }
}
