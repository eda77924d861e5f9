import type { HttpResponse } from '../../http.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { TASKS_EXTENSION } from '../../mcp/index.ts';
import type { CallContext } from '../../targets/index.ts';
import { knowsTasks } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import type { EraCodec } from '../operation/codec.ts';
import type { Answers, Operation, Outcome } from '../operation/operation.ts';
import { runOperation } from '../operation/run.ts';
import { InvalidParams, MissingClientCapability } from '../rpc/errors.ts';
import { createTask } from '../tasks/index.ts';
import type { PreparedTool } from './prepare.ts';
import { targetsOwn, wrongArguments } from './questions.ts';
import { runTool, toolResultText } from './result.ts';

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
export function findCall(params: JsonObject, context: RpcContext): FoundCall | Promise<FoundCall> {
  const { name, arguments: args = {} } = params;
  if (typeof name !== 'string') throw new InvalidParams('params.name must be a string');
  if (!isJsonObject(args)) throw new InvalidParams('params.arguments must be an object');
  const found = context.catalog.tool(context.view, name);
  if (found instanceof Promise) return found.then((tool) => ({ tool: permitted(tool, name, context), args, params }));
  return { tool: permitted(found, name, context), args, params };
}

function permitted(tool: PreparedTool | undefined, name: string, { principal }: RpcContext): PreparedTool {
  if (tool?.scopes.every((scope) => principal.scopes.has(scope))) return tool;
  throw new InvalidParams(`Unknown tool: ${name}`);
}

/**
 * Calls a tool: arguments are checked before its target sees them, and what comes out is checked before anyone else does.
 * What the agent can act on is a result with `isError`.
 *
 * @throws MissingClientCapability for a tool that only runs as a task, and a client that knows none
 */
export function callTool(call: FoundCall, context: RpcContext, codec: EraCodec): Promise<HttpResponse> {
  const { tool, params } = call;
  const asTask = tool.task !== undefined && knowsTasks(codec.capabilities);
  if (tool.task === 'required' && !asTask) {
    throw new MissingClientCapability({ extensions: { [TASKS_EXTENSION]: {} } });
  }
  return runOperation(toolOperation(call, context, asTask), params, context, codec);
}

function toolOperation(call: FoundCall, context: RpcContext, asTask: boolean): Operation {
  const { tool, args } = call;
  const run = (complete: JsonObject, answers: Answers, given: CallContext): Outcome => {
    if (asTask) return startTask({ ...call, args: complete }, answers, context);
    return runTool(tool, complete, given);
  };
  return {
    method: 'tools/call',
    label: `tool ${tool.name}`,
    subject: { name: tool.name, arguments: args },
    timeoutMs: tool.timeoutMs,
    resultBytes: tool.resultBytes,
    failures: 'result',
    attempt(answers, given) {
      const { checkInput } = tool;
      if (tool.questions !== undefined || checkInput instanceof Promise) return settle(call, answers, given, run);
      const wrong = checkInput(args);
      if (wrong !== undefined) throw wrongArguments(tool.name, wrong);
      return run(args, answers, given);
    },
    resultText: (result) => toolResultText(tool, result, context.request),
  };
}

type Run = (complete: JsonObject, answers: Answers, given: CallContext) => Outcome;

async function settle({ tool, args }: FoundCall, answers: Answers, given: CallContext, run: Run) {
  tool.checkInput = await tool.checkInput;
  if (tool.questions === undefined) {
    const wrong = tool.checkInput(args);
    if (wrong !== undefined) throw wrongArguments(tool.name, wrong);
    return run(args, answers, given);
  }
  const settled = await tool.questions.settle(args, answers, tool.checkInput);
  if ('inputRequests' in settled) return settled;
  const own = targetsOwn(answers);
  return run(settled.args, own, { ...given, inputResponses: own.responses });
}

async function startTask(call: FoundCall, answers: Answers, context: RpcContext) {
  return { type: 'task', text: await createTask(call, answers, context) } as const;
}
