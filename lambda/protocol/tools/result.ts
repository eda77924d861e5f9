import type { ToolResult } from '../../content/index.ts';
import type { HttpRequest } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { withDefaults } from '../../schema/index.ts';
import type { CallContext } from '../../targets/index.ts';
import { exactJson, exceedsBytes } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { WorkBudget } from '../../work/index.ts';
import type { Outcome } from '../operation/index.ts';
import { fitsBuffered, truncateToBuffered } from '../response/index.ts';
import type { PreparedTool } from './prepared-tool.ts';

/**
 * Runs a tool's target.
 *
 * @param args checked against the tool's schema
 */
export function runTool(tool: PreparedTool, args: JsonObject, given: CallContext): Outcome {
  return tool.run(withDefaults(args, tool.defaults), given);
}

/**
 * Returns the JSON text of a tool's result, checked against its output schema and its limits.
 *
 * @throws ToolError for a result that violates one of them
 */
export function toolResultText(
  tool: PreparedTool,
  result: ToolResult,
  request: Pick<HttpRequest, 'streams'>,
  work: WorkBudget,
): string | Promise<string> {
  if (tool.checkOutput === undefined || result.isError) return boundedResultText(tool, result, request);
  return assertOutput(tool, result, work).then(() => boundedResultText(tool, result, request));
}

async function assertOutput(tool: PreparedTool, result: ToolResult, work: WorkBudget): Promise<void> {
  const check = await tool.checkOutput?.();
  const { structuredContent } = result;
  const wrong = structuredContent === undefined ? 'there is no structured content' : check?.(structuredContent, work);
  if (wrong === undefined) return;
  const advice = tool.isWrite ? '\nThe request was carried out: it must not be repeated.' : '';
  throw new ToolError(`The result of tool ${tool.name} does not match its output schema:\n${wrong}${advice}`);
}

function boundedResultText(tool: PreparedTool, result: ToolResult, request: Pick<HttpRequest, 'streams'>): string {
  const text = textOf(tool, result);
  if (request.streams || fitsBuffered(text)) return text;
  if (tool.checkOutput === undefined) return JSON.stringify(truncateToBuffered(result));
  throw new ToolError(`The result of tool ${tool.name} is larger than the 1 MB that this path carries. Ask for less.`);
}

/** A constant result is serialized once. */
function textOf({ name, resultBytes, constant }: PreparedTool, result: ToolResult): string {
  if (constant.result === result) return constant.text;
  const text = exactJson(result, result.structuredContent);
  if (exceedsBytes(text, resultBytes)) {
    throw new ToolError(
      `The result of tool ${name} has ${Buffer.byteLength(text)} bytes; its limit is ${resultBytes}. Ask for less.`,
    );
  }
  if (Object.isFrozen(result)) {
    constant.result = result;
    constant.text = text;
  }
  return text;
}
