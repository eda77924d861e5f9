import { isJsonObject, type JsonObject } from '../json.ts';
import { type InputRequiredPart, isParts } from '../targets/parts.ts';
import { ToolError, type ToolResult } from '../targets/types.ts';
import type { RpcContext } from './context.ts';
import { cutToBuffered, fitsBuffered } from './cut.ts';
import { endAfter } from './deadline.ts';
import { InvalidParams, type RequestId } from './errors.ts';
import type { HttpRequest, HttpResponse } from './http.ts';
import { errorText, ok } from './json-rpc.ts';
import { createNotifier } from './notifications.ts';
import { type Ending, respondWithParts } from './stream.ts';
import type { PreparedTool } from './tool.ts';
import { readWishes } from './wishes.ts';

/** Milliseconds kept back from the host's deadline, to say goodbye in. */
const GOODBYE_MS = 1_000;
/** How much later than its deadline a target that streams is ended from outside. */
const LATE_MS = 250;

/** A tool and what it is called with. */
export interface FoundCall {
  readonly tool: PreparedTool;
  /** The arguments as sent; not yet checked against the tool's schema. */
  readonly args: JsonObject;
  /** All parameters of the request. */
  readonly params: JsonObject;
}

/**
 * Reads the parameters of a `tools/call`. A tool that the caller may not call is as unknown as one that does not exist.
 *
 * @throws InvalidParams when they have the wrong shape or name no such tool
 */
export async function findCall(params: JsonObject, context: RpcContext): Promise<FoundCall> {
  const { name, arguments: args = {} } = params;
  if (typeof name !== 'string') throw new InvalidParams('params.name must be a string');
  if (!isJsonObject(args)) throw new InvalidParams('params.arguments must be an object');
  const found = context.catalog.tool(context.view, name);
  const tool = found instanceof Promise ? await found : found;
  if (!tool?.scopes.every((scope) => context.principal.scopes.has(scope)))
    throw new InvalidParams(`Unknown tool: ${name}`);
  return { tool, args, params };
}

/** What a protocol revision puts around the end of a call. */
export interface Dress {
  /** Makes the response's text of a `ToolResult`'s JSON text. */
  result(text: string): string;
  /** Makes the response's text that asks for input. @throws RpcError where this caller cannot be asked */
  inputRequired(part: InputRequiredPart): string;
  /** What the client declared with this request; `undefined` in revisions that do not say. */
  readonly capabilities: JsonObject | undefined;
  /** The request's id. */
  readonly id: RequestId;
}

/**
 * Runs a tool: arguments are checked before its target sees them, and what comes out is checked before anyone else does.
 * What the agent can act on is a result with `isError`.
 *
 * @throws whatever is neither a result nor a {@link ToolError} and happens before anything was said: a bug
 */
export async function callTool(call: FoundCall, context: RpcContext, dress: Dress): Promise<HttpResponse> {
  const { tool, args } = call;
  if (tool.checkInput instanceof Promise) tool.checkInput = await tool.checkInput;
  const wrong = tool.checkInput(args);
  if (wrong !== undefined) return ok(dress.result(errorResult(`Invalid arguments for tool ${tool.name}:\n${wrong}`)));
  const { now, request } = context;
  const wishes = readWishes(request, call.params, dress.capabilities);
  const timeoutMs = Math.min(tool.timeoutMs, request.remainingMs - GOODBYE_MS);
  try {
    const outcome = tool.run(tool.withDefaults(args), {
      deadline: now() + timeoutMs,
      resultBytes: tool.resultBytes,
      partials: wishes.partials !== undefined,
      server: context.view.server,
      secretHosts: async () => (await context.catalog.details(context.view)).hosts ?? [],
      inputResponses: isJsonObject(call.params.inputResponses) ? call.params.inputResponses : undefined,
    });
    if (isParts(outcome)) {
      const parts = endAfter(outcome, timeoutMs + LATE_MS);
      const ending = endingOf(tool, context, dress);
      return await respondWithParts(parts, request, createNotifier(wishes, now), ending, context.silenceMs);
    }
    const result = outcome instanceof Promise ? await outcome : outcome;
    return ok(dress.result(await resultText(tool, result, request)));
  } catch (error) {
    if (error instanceof ToolError) return ok(dress.result(errorResult(error.message)));
    throw error;
  }
}

function endingOf(tool: PreparedTool, { request, toRpcError }: RpcContext, dress: Dress): Ending {
  return {
    async finish(end) {
      const text =
        'inputRequests' in end ? dress.inputRequired(end) : dress.result(await resultText(tool, end, request));
      return { status: 200, text };
    },
    fail(thrown) {
      if (thrown instanceof ToolError) return { status: 200, text: dress.result(errorResult(thrown.message)) };
      const error = toRpcError(thrown);
      return { status: error.status, text: errorText(error, dress.id) };
    },
  };
}

async function resultText(tool: PreparedTool, result: ToolResult, request: HttpRequest): Promise<string> {
  if (tool.checkOutput !== undefined && !result.isError) await assertOutput(tool, result);
  const text = boundedText(tool, result);
  if (request.streams || fitsBuffered(text)) return text;
  if (tool.checkOutput === undefined) return JSON.stringify(cutToBuffered(result));
  throw new ToolError(`The result of tool ${tool.name} is larger than the 1 MB that this path carries. Ask for less.`);
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
