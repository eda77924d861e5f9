import type { HttpResponse } from '../../http.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { type CallContext, isParts, type Parts } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { RpcContext } from '../context.ts';
import { createNotifier } from '../response/notifications.ts';
import { type OptIns, readOptIns } from '../response/opt-ins.ts';
import {
  type Ending,
  isStreamed,
  type ResponseText,
  respondWithParts,
  type StreamedParts,
  unlessSilent,
} from '../response/stream.ts';
import { fitsBuffered } from '../response/truncate.ts';
import { InternalError } from '../rpc/errors.ts';
import { errorText, ok } from '../rpc/json-rpc.ts';
import type { EraCodec } from './codec.ts';
import { endAfter, LATE_MS, RESPONSE_RESERVE_MS } from './deadline.ts';
import type { Answers, Ended, Operation } from './operation.ts';
import { askInRounds } from './question-rounds.ts';

/**
 * Performs an operation and answers with its end: as plain JSON where nothing else is to be said, as a stream otherwise.
 *
 * @param params all parameters of the request
 * @throws RpcError for a request that is wrong; whatever else is thrown before anything was said is a bug
 */
export async function runOperation(
  operation: Operation,
  params: JsonObject,
  context: RpcContext,
  codec: EraCodec,
): Promise<HttpResponse> {
  const { now, request } = context;
  const optIns = optInsFor(operation, readOptIns(request, params, codec.capabilities, codec.logLevel));
  const lastMoment = now() + request.remainingMs - RESPONSE_RESERVE_MS;
  const brought = codec.answers(operation);
  const answers = brought instanceof Promise ? await brought : brought;
  const attempt = (given: Answers) => {
    const timeoutMs = Math.min(operation.timeoutMs, lastMoment - now());
    const outcome = operation.attempt(given, callContext(operation, given, now() + timeoutMs, optIns, context, codec));
    if (outcome instanceof Promise) return outcome.then((settled) => bounded(settled, timeoutMs));
    return bounded(outcome, timeoutMs);
  };
  const silentUntil = now() + context.silenceMs;
  const stream = (parts: StreamedParts) => {
    const ending = endingOf(operation, answers, context, codec);
    return respondWithParts(parts, request, createNotifier(optIns, now), ending, Math.max(0, silentUntil - now()));
  };
  try {
    const outcome = attempt(answers);
    const first = outcome instanceof Promise ? await settled(outcome, operation, context) : outcome;
    if (codec.questions.kind === 'awaited' && (isStreamed(first) || asks(first))) {
      const parts = askInRounds(first, answers, { attempt, operation, questions: codec.questions, lastMoment });
      return await stream(parts);
    }
    if (isStreamed(first)) return await stream(first);
    const text = endText(first, operation, answers, context, codec);
    return ok(typeof text === 'string' ? text : await text);
  } catch (error) {
    if (error instanceof ToolError) return ok(failureText(error, operation, codec));
    throw error;
  }
}

/** The end is waited for where nothing can be said before it, or need be: most tools end before a timer would pay off. */
function settled<E extends Ended>(
  outcome: Promise<E | Parts>,
  { timeoutMs }: Operation,
  { request, silenceMs }: RpcContext,
): Promise<E | StreamedParts> {
  return request.streams && timeoutMs > silenceMs ? unlessSilent(outcome, silenceMs) : outcome;
}

/** Partial results are an extension of tool calls. */
function optInsFor({ method }: Operation, optIns: OptIns): OptIns {
  return method === 'tools/call' || optIns.partials === undefined ? optIns : { ...optIns, partials: undefined };
}

function bounded<E extends Ended>(outcome: E | Parts, timeoutMs: number): E | Parts {
  return isParts(outcome) ? endAfter(outcome, timeoutMs + LATE_MS) : outcome;
}

function asks(ended: Ended): boolean {
  return 'inputRequests' in ended;
}

function callContext(
  { resultBytes }: Operation,
  { responses, state }: Answers,
  deadline: number,
  optIns: OptIns,
  { view, catalog, trace }: RpcContext,
  { capabilities }: EraCodec,
): CallContext {
  return {
    deadline,
    resultBytes,
    partials: optIns.partials !== undefined,
    server: view.server,
    secretHosts: async () => (await catalog.details(view)).hosts ?? [],
    inputResponses: responses,
    state,
    clientCapabilities: capabilities,
    trace,
  };
}

function endingOf(operation: Operation, answers: Answers, context: RpcContext, codec: EraCodec): Ending {
  return {
    async finish(end): Promise<ResponseText> {
      return { status: 200, text: await endText(end, operation, answers, context, codec) };
    },
    fail(thrown): ResponseText {
      if (thrown instanceof ToolError) return { status: 200, text: failureText(thrown, operation, codec) };
      const error = context.toRpcError(thrown);
      return { status: error.status, text: errorText(error, codec.id) };
    },
  };
}

function endText(
  end: Ended,
  operation: Operation,
  answers: Answers,
  context: RpcContext,
  codec: EraCodec,
): string | Promise<string> {
  if ('inputRequests' in end) return askAgain(operation, end, answers, context, codec);
  if (isTask(end)) return codec.task(end.text);
  const text = operation.resultText(end);
  if (typeof text === 'string') return codec.result(text, operation.hints);
  return text.then((checked) => codec.result(checked, operation.hints));
}

function isTask(end: Ended): end is Extract<Ended, { readonly type: 'task' }> {
  return 'type' in end && end.type === 'task';
}

async function askAgain(
  operation: Operation,
  end: Extract<Ended, { readonly type: 'input_required' }>,
  answers: Answers,
  { request }: RpcContext,
  { questions }: EraCodec,
): Promise<string> {
  if (questions.kind === 'awaited') throw new Error('a question that nobody posed');
  const text = await questions.ask(end, answers, operation);
  if (request.streams || fitsBuffered(text)) return text;
  throw new ToolError(`What ${operation.label} has to ask is larger than the 1 MB that this path carries.`);
}

function failureText({ message }: ToolError, { failures }: Operation, codec: EraCodec): string {
  if (failures === 'error') return errorText(new InternalError(message), codec.id);
  return codec.result(errorResult(message));
}

/** A failure that the agent can act on, as a tool's result. spec: server/tools#error-handling */
export function errorResult(text: string): string {
  return JSON.stringify({ content: [{ type: 'text', text }], isError: true });
}

/** The answers that a request carries, as sent. */
export function readInputResponses({ inputResponses }: JsonObject): JsonObject {
  return isJsonObject(inputResponses) ? inputResponses : {};
}
