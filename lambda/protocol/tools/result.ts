import type { ToolResult } from '../../content/index.ts';
import type { HttpRequest } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import type { CallContext } from '../../targets/index.ts';
import { exceedsBytes } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { Outcome } from '../operation/operation.ts';
import { fitsBuffered, truncateToBuffered } from '../response/truncate.ts';
import type { PreparedTool } from './prepare.ts';

/**
 * Runs a tool's target.
 *
 * @param args checked against the tool's schema
 */
export function runTool(tool: PreparedTool, args: JsonObject, given: CallContext): Outcome {
  return tool.run(tool.withDefaults(args), given);
}

/**
 * The JSON text of a tool's result, checked against its output schema and its bounds.
 *
 * @throws ToolError for a result that breaks them
 */
export function toolResultText(
  tool: PreparedTool,
  result: ToolResult,
  request: Pick<HttpRequest, 'streams'>,
): string | Promise<string> {
  if (tool.checkOutput === undefined || result.isError) return boundedResultText(tool, result, request);
  return assertOutput(tool, result).then(() => boundedResultText(tool, result, request));
}

async function assertOutput(tool: PreparedTool, result: ToolResult): Promise<void> {
  if (tool.checkOutput instanceof Promise) tool.checkOutput = await tool.checkOutput;
  const { structuredContent } = result;
  const wrong =
    structuredContent === undefined ? 'there is no structured content' : tool.checkOutput?.(structuredContent);
  if (wrong !== undefined)
    throw new ToolError(`The result of tool ${tool.name} does not match its output schema:\n${wrong}`);
}

function boundedResultText(tool: PreparedTool, result: ToolResult, request: Pick<HttpRequest, 'streams'>): string {
  const text = textOf(tool, result);
  if (request.streams || fitsBuffered(text)) return text;
  if (tool.checkOutput === undefined) return JSON.stringify(truncateToBuffered(result));
  throw new ToolError(`The result of tool ${tool.name} is larger than the 1 MB that this path carries. Ask for less.`);
}

/** Texts of results that cannot change, so that a constant answer is written once. */
const frozenTexts = new WeakMap<ToolResult, string>();

function textOf(tool: PreparedTool, result: ToolResult): string {
  const known = frozenTexts.get(result);
  if (known !== undefined) return known;
  const text = JSON.stringify(result);
  if (exceedsBytes(text, tool.resultBytes)) {
    throw new ToolError(
      `The result of tool ${tool.name} has ${Buffer.byteLength(text)} bytes; its limit is ${tool.resultBytes}. Ask for less.`,
    );
  }
  if (Object.isFrozen(result)) frozenTexts.set(result, text);
  return text;
}
