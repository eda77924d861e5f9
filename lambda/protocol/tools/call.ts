import type { HttpResponse } from '../../http.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { loadedOnce } from '../../loaded-once.ts';
import { type Check, isSurelyValid, withDefaults } from '../../schema/index.ts';
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
import { targetsOwn } from './own-answers.ts';
import type { PreparedTool } from './prepared-tool.ts';
import type { FirstQuestions } from './questions.ts';
import { runTool, toolResultText } from './result.ts';
import { assertExact, assertExactAnswers, wrongArguments } from './wrong-arguments.ts';

/** Only tools that ask, and must not run twice, need it. */
const onceForEachState = loadedOnce(() => import('./run-once.ts'));

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
  const approved = { name: tool.name, nonce, responses, call, start: () => start(args, own, given) };
  return Promise.resolve(onceForEachState()).then(({ runOnce }) => runOnce(approved, context));
}

/** Policies judge the arguments that the target receives, so they come last. They are not explained to the caller. */
function assertPermitted(tool: PreparedTool, args: JsonObject, { access }: RpcContext): void {
  if (!access.isSelective || access.permits('tools', tool.name, tool.scopes, withDefaults(args, tool.defaults))) return;
  throw new ArgumentsDenied(`Tool ${tool.name} is not permitted with these arguments.`);
}

/** A tool to start, and how. */
interface Starting {
  readonly tool: PreparedTool;
  readonly context: RpcContext;
  readonly start: StartTool;
}

/** One attempt at a call. */
interface Attempt {
  readonly found: FoundCall;
  readonly starting: Starting;
  readonly answers: Answers;
  readonly given: CallContext;
}

function toolOperation(found: FoundCall, context: RpcContext, start: StartTool): Operation {
  const { tool, args } = found;
  const starting = { tool, context, start };
  return {
    method: 'tools/call',
    subject: { name: tool.name, arguments: args },
    runsOnce: !tool.repeatable,
    timeoutMs: tool.timeoutMs,
    resultBytes: tool.resultBytes,
    failures: 'result',
    attempt(answers, given) {
      assertExact(tool.name, args);
      if (tool.questions !== undefined) return ask({ found, starting, answers, given }, tool.questions);
      if (isSurelyValid(tool.quickCheck, args)) return startWith(starting, args, answers, given);
      const check = tool.checkInput();
      const attempt = { found, starting, answers, given };
      return check instanceof Promise
        ? check.then((made) => startChecked(attempt, made))
        : startChecked(attempt, check);
    },
    resultText: (result) => toolResultText(tool, result, context.request, context.work),
  };
}

/** Starts a tool with arguments that its schema accepts, as they are or converted. @throws ToolError for others */
function startChecked({ found, starting, answers, given }: Attempt, check: Check): Outcome {
  const { tool, args } = found;
  const wrong = check(args, given.work);
  if (wrong === undefined) return startWith(starting, args, answers, given);
  if (tool.coerce === false) throw wrongArguments(tool.name, wrong);
  return coerceOrReject(found, wrong, starting.context).then((coerced) => startWith(starting, coerced, answers, given));
}

/** Starts a tool whose document asks the user before. */
async function ask({ found, starting, answers, given }: Attempt, questions: FirstQuestions): Promise<Awaited<Outcome>> {
  const { tool, context } = starting;
  const check = await tool.checkInput();
  const args = (await mayCoerce(found, context)) ? await coerceArguments(found, context.work) : found.args;
  const settled = await questions.settle(args, answers, { check, work: given.work });
  if ('inputRequests' in settled) return settled;
  return startWith(starting, settled.args, answers, given);
}
