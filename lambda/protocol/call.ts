import { isJsonObject, type JsonObject } from '../json.ts';
import { ToolError, type ToolResult } from '../targets/types.ts';
import type { RpcContext } from './context.ts';
import { InvalidParams } from './errors.ts';
import type { PreparedTool } from './tool.ts';

/** Milliseconds kept back from the host's deadline, to say goodbye in. */
const GOODBYE_MS = 1_000;

/** A tool and what it is called with. */
export interface FoundCall {
  readonly tool: PreparedTool;
  /** The arguments as sent; not yet checked against the tool's schema. */
  readonly args: JsonObject;
}

/**
 * Reads the parameters of a `tools/call`. A tool that the caller may not call is as unknown as one that does not exist.
 *
 * @throws InvalidParams when they have the wrong shape or name no such tool
 */
export async function findCall({ name, arguments: args = {} }: JsonObject, context: RpcContext): Promise<FoundCall> {
  if (typeof name !== 'string') throw new InvalidParams('params.name must be a string');
  if (!isJsonObject(args)) throw new InvalidParams('params.arguments must be an object');
  const found = context.catalog.tool(context.view, name);
  const tool = found instanceof Promise ? await found : found;
  if (!tool?.scopes.every((scope) => context.principal.scopes.has(scope)))
    throw new InvalidParams(`Unknown tool: ${name}`);
  return { tool, args };
}

/**
 * Runs a tool: arguments are checked before its target sees them, and what comes out is checked before anyone else does.
 *
 * @returns the result as JSON text, always a `ToolResult`: what the agent can act on is a result with `isError`
 * @throws whatever is neither a result nor a {@link ToolError}: a bug
 */
export async function callTool({ tool, args }: FoundCall, { now, request }: RpcContext): Promise<string> {
  if (tool.checkInput instanceof Promise) tool.checkInput = await tool.checkInput;
  const wrong = tool.checkInput(args);
  if (wrong !== undefined) return errorResult(`Invalid arguments for tool ${tool.name}:\n${wrong}`);
  const deadline = now() + Math.min(tool.timeoutMs, request.remainingMs - GOODBYE_MS);
  try {
    const pending = tool.run(tool.withDefaults(args), { deadline, resultBytes: tool.resultBytes });
    const result = pending instanceof Promise ? await pending : pending;
    if (tool.checkOutput !== undefined && !result.isError) await assertOutput(tool, result);
    return boundedText(tool, result);
  } catch (error) {
    if (error instanceof ToolError) return errorResult(error.message);
    throw error;
  }
}

async function assertOutput(tool: PreparedTool, result: ToolResult): Promise<void> {
  if (tool.checkOutput instanceof Promise) tool.checkOutput = await tool.checkOutput;
  const wrong = tool.checkOutput?.(result.structuredContent);
  if (wrong !== undefined)
    throw new ToolError(`The result of tool ${tool.name} does not match its output schema:\n${wrong}`);
}

/** Texts of results that cannot change, so that a constant answer is written once. */
const frozenTexts = new WeakMap<ToolResult, string>();

function boundedText(tool: PreparedTool, result: ToolResult): string {
  const known = frozenTexts.get(result);
  if (known !== undefined) return known;
  const text = JSON.stringify(result);
  // A character is at most three bytes, so a short text needs no counting.
  if (text.length * 3 > tool.resultBytes && Buffer.byteLength(text) > tool.resultBytes) {
    throw new ToolError(
      `The result of tool ${tool.name} has ${Buffer.byteLength(text)} bytes; its limit is ${tool.resultBytes}. Ask for less.`,
    );
  }
  if (Object.isFrozen(result)) frozenTexts.set(result, text);
  return text;
}

function errorResult(text: string): string {
  return JSON.stringify({ content: [{ type: 'text', text }], isError: true });
}
