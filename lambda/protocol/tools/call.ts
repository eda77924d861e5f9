import type { HttpResponse } from '../../http.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import type { CallContext } from '../../targets/index.ts';
import type { RpcContext } from '../context.ts';
import { limitedTool } from '../limits/index.ts';
import {
  type Answers,
  ArgumentsDenied,
  type EraCodec,
  NO_ANSWERS,
  type Operation,
  type Outcome,
  runOperation,
} from '../operation/index.ts';
import { InvalidParams } from '../rpc/index.ts';
import { coerceArguments, coerceOrReject, mayCoerce } from './coerce-arguments.ts';
import type { PreparedTool } from './prepared-tool.ts';
import { targetsOwn } from './questions.ts';
import { runTool, toolResultText } from './result.ts';
import { runOnce } from './run-once.ts';
import { assertExact, assertExactAnswers } from './wrong-arguments.ts';

/** A tool, and the arguments of the call. */
export interface FoundCall {
  readonly tool: PreparedTool;
  /** The arguments as sent; not yet checked against the tool's schema. */
  readonly args: JsonObject;
  /** All parameters of the request. */
  readonly params: JsonObject;
}

/**
 * Reads the parameters of a `tools/call`. A tool that is hidden from the caller is reported as unknown.
 *
 * @throws InvalidParams for parameters of the wrong shape, or an unknown tool; InsufficientScope for a tool that the caller is offered
 */
export function findCall(params: JsonObject, context: RpcContext): FoundCall | Promise<FoundCall> {
  const { name, arguments: args = {} } = params;
  if (typeof name !== 'string') throw new InvalidParams('params.name must be a string');
  if (!isJsonObject(args)) throw new InvalidParams('params.arguments must be an object');
  const found = context.catalog.tool(context.view, name, context.access);
  if (found instanceof Promise) return found.then((tool) => ({ tool: permitted(tool, name, context), args, params }));
  return { tool: permitted(found, name, context), args, params };
}

function permitted(tool: PreparedTool | undefined, name: string, { access }: RpcContext): PreparedTool {
  if (tool !== undefined && access.mayUse('tools', name, tool.scopes)) return tool;
  throw new InvalidParams(`Unknown tool: ${name}`);
}

/** Starts a tool whose arguments are complete and checked: runs its target, or creates a task. */
export type StartTool = (args: JsonObject, answers: Answers, call: CallContext) => Outcome;

/**
 * Calls a tool. The arguments are checked before the target receives them, and the result before the client does. A failure that
 * the agent can act on is a result with `isError`.
 *
 * @param start runs the target by default; an era with tasks may create one instead
 */
export function callTool(
  found: FoundCall,
  context: RpcContext,
  codec: EraCodec,
  start: StartTool = (args, _answers, call) => runTool(found.tool, args, call),
): HttpResponse | Promise<HttpResponse> {
  const { rate, name } = found.tool;
  if (rate === undefined || context.request.challenge) return run(found, context, codec, start);
  return limitedTool(name, rate, context, () => run(found, context, codec, start));
}

function run(
  found: FoundCall,
  context: RpcContext,
  codec: EraCodec,
  start: StartTool,
): HttpResponse | Promise<HttpResponse> {
  return runOperation(toolOperation(found, context, start), found.params, context, codec);
}

/** Starts a tool: once for each signed state, if running it twice is not safe. */
function startWith({ tool, context, start }: Starting, args: JsonObject, answers: Answers, call: CallContext): Outcome {
  assertPermitted(tool, args, context);
  const { nonce, responses } = answers;
  const own = tool.questions === undefined ? answers : targetsOwn(answers);
  if (own.responses !== NO_ANSWERS.responses) assertExactAnswers(tool.name, own.responses);
  const given = own === answers ? call : { ...call, inputResponses: own.responses };
  if (nonce === undefined) return start(args, own, given);
  return runOnce({ name: tool.name, nonce, responses, call, start: () => start(args, own, given) }, context);
}

/** Policies judge the arguments that the target receives, so they come last. They are not explained to the caller. */
function assertPermitted(tool: PreparedTool, args: JsonObject, { access }: RpcContext): void {
  if (!access.isSelective || access.permits('tools', tool.name, tool.scopes, tool.withDefaults(args))) return;
  throw new ArgumentsDenied(`Tool ${tool.name} is not permitted with these arguments.`);
}

/** A tool to start, and how. */
interface Starting {
  readonly tool: PreparedTool;
  readonly context: RpcContext;
  readonly start: StartTool;
}

function toolOperation(found: FoundCall, context: RpcContext, start: StartTool): Operation {
  const { tool, args } = found;
  const starting = { tool, context, start };
  return {
    method: 'tools/call',
    label: `tool ${tool.name}`,
    subject: { name: tool.name, arguments: args },
    runsOnce: !tool.repeatable,
    timeoutMs: tool.timeoutMs,
    resultBytes: tool.resultBytes,
    failures: 'result',
    attempt(answers, given) {
      assertExact(tool.name, args);
      const isAccepted = tool.questions === undefined && tool.accepts(args);
      return isAccepted ? startWith(starting, args, answers, given) : settle(found, starting, answers, given);
    },
    resultText: (result) => toolResultText(tool, result, context.request, context.work),
  };
}

async function settle(
  found: FoundCall,
  starting: Starting,
  answers: Answers,
  given: CallContext,
): Promise<Awaited<Outcome>> {
  const { tool, context } = starting;
  const check = await tool.checkInput();
  if (tool.questions === undefined) {
    const wrong = check(found.args, given.work);
    const args = wrong === undefined ? found.args : await coerceOrReject(found, wrong, context);
    return startWith(starting, args, answers, given);
  }
  const args = (await mayCoerce(found, context)) ? coerceArguments(found, context.work) : found.args;
  const settled = await tool.questions.settle(args, answers, { check, work: given.work });
  if ('inputRequests' in settled) return settled;
  return startWith(starting, settled.args, answers, given);
}
