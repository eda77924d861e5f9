import type { ToolResult } from '../../content/index.ts';
import type { JsonObject } from '../../json.ts';
import { isParts } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import { type CallOrigin, callContextFor, type Ended, lastPart } from '../operation/index.ts';
import { coerceOrReject } from './coerce-arguments.ts';
import type { PreparedTool } from './prepared-tool.ts';
import { runTool, toolResultText } from './result.ts';
import { assertExact, wrongArguments } from './wrong-arguments.ts';

/**
 * Calls a tool outside of a request, as `tools/call` does: checks the arguments and the result, and makes a result of a failure that
 * the agent can act on. The questions of its document are not asked: the arguments count as complete and approved.
 *
 * @returns the result as an agent gets it, or the questions of the target
 */
export async function callAlone(tool: PreparedTool, args: JsonObject, origin: CallOrigin): Promise<Ended> {
  try {
    assertExact(tool.name, args);
    const check = await tool.checkInput();
    const wrong = check(args, origin.work);
    const accepted = wrong === undefined ? args : await accept(tool, args, { ...origin, wrong });
    const deadline = origin.now() + tool.timeoutMs;
    const context = callContextFor(origin, { deadline, resultBytes: tool.resultBytes });
    const outcome = await runTool(tool, accepted, context);
    const last = isParts(outcome) ? await lastPart(outcome) : outcome;
    const ended = 'result' in last ? last.result : last;
    if (!('content' in ended)) return ended;
    return JSON.parse(await toolResultText(tool, ended, { streams: true }, origin.work));
  } catch (error) {
    if (error instanceof ToolError) return failed(error.message);
    throw error;
  }
}

/** @throws ToolError for arguments that the schema rejects, also when their types are converted */
async function accept(
  tool: PreparedTool,
  args: JsonObject,
  { wrong, ...origin }: CallOrigin & { readonly wrong: string },
): Promise<JsonObject> {
  if (tool.coerce === false) throw wrongArguments(tool.name, wrong);
  return coerceOrReject({ tool, args }, wrong, origin);
}

function failed(text: string): ToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
