import type { JsonObject } from '../json.ts';
import { isParts, type Parts } from '../targets/parts.ts';
import { type CallContext, ToolError } from '../targets/types.ts';
import type { RpcContext } from './context.ts';
import { converse } from './conversation.ts';
import { fitsBuffered } from './cut.ts';
import { endAfter, GOODBYE_MS, LATE_MS } from './deadline.ts';
import type { Dress } from './dress.ts';
import { InternalError } from './errors.ts';
import type { HttpResponse } from './http.ts';
import { errorText, ok } from './json-rpc.ts';
import { createNotifier } from './notifications.ts';
import type { Answers, Ended, Operation } from './operation.ts';
import { type Answer, type Ending, isStreamed, respondWithParts, type StreamedParts, unlessSilent } from './stream.ts';
import { readWishes, type Wishes } from './wishes.ts';

/**
 * Performs an operation and answers with its end: as plain JSON where nothing else is to be said, as a stream otherwise.
 *
 * @param params all parameters of the request
 * @throws RpcError for a request that is wrong; whatever else is thrown before anything was said is a bug
 */
export async function perform(
  operation: Operation,
  params: JsonObject,
  context: RpcContext,
  dress: Dress,
): Promise<HttpResponse> {
  const { now, request } = context;
  const wishes = wishesFor(operation, readWishes(request, params, dress.capabilities, dress.logLevel));
  const lastMoment = now() + request.remainingMs - GOODBYE_MS;
  const brought = dress.answers(operation);
  const answers = brought instanceof Promise ? await brought : brought;
  const attempt = (given: Answers) => {
    const timeoutMs = Math.min(operation.timeoutMs, lastMoment - now());
    const outcome = operation.attempt(given, callContext(operation, given, now() + timeoutMs, wishes, context, dress));
    if (outcome instanceof Promise) return outcome.then((settled) => bounded(settled, timeoutMs));
    return bounded(outcome, timeoutMs);
  };
  const silentUntil = now() + context.silenceMs;
  const stream = (parts: StreamedParts) => {
    const ending = endingOf(operation, answers, context, dress);
    return respondWithParts(parts, request, createNotifier(wishes, now), ending, Math.max(0, silentUntil - now()));
  };
  try {
    const outcome = attempt(answers);
    const first = outcome instanceof Promise ? await settled(outcome, operation, context) : outcome;
    if (dress.questions.kind === 'awaited' && (isStreamed(first) || asks(first))) {
      const parts = converse(first, answers, { attempt, operation, questions: dress.questions, lastMoment });
      return await stream(parts);
    }
    if (isStreamed(first)) return await stream(first);
    const text = endText(first, operation, answers, context, dress);
    return ok(typeof text === 'string' ? text : await text);
  } catch (error) {
    if (error instanceof ToolError) return ok(failureText(error, operation, dress));
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
function wishesFor({ method }: Operation, wishes: Wishes): Wishes {
  return method === 'tools/call' || wishes.partials === undefined ? wishes : { ...wishes, partials: undefined };
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
  wishes: Wishes,
  { view, catalog, trace }: RpcContext,
  { capabilities }: Dress,
): CallContext {
  return {
    deadline,
    resultBytes,
    partials: wishes.partials !== undefined,
    server: view.server,
    secretHosts: async () => (await catalog.details(view)).hosts ?? [],
    inputResponses: responses,
    state,
    clientCapabilities: capabilities,
    trace,
  };
}

function endingOf(operation: Operation, answers: Answers, context: RpcContext, dress: Dress): Ending {
  return {
    async finish(end): Promise<Answer> {
      return { status: 200, text: await endText(end, operation, answers, context, dress) };
    },
    fail(thrown): Answer {
      if (thrown instanceof ToolError) return { status: 200, text: failureText(thrown, operation, dress) };
      const error = context.toRpcError(thrown);
      return { status: error.status, text: errorText(error, dress.id) };
    },
  };
}

function endText(
  end: Ended,
  operation: Operation,
  answers: Answers,
  context: RpcContext,
  dress: Dress,
): string | Promise<string> {
  if ('inputRequests' in end) return askAgain(operation, end, answers, context, dress);
  if (isTask(end)) return dress.task(end.text);
  const text = operation.resultText(end);
  if (typeof text === 'string') return dress.result(text, operation.hints);
  return text.then((checked) => dress.result(checked, operation.hints));
}

function isTask(end: Ended): end is Extract<Ended, { readonly type: 'task' }> {
  return 'type' in end && end.type === 'task';
}

async function askAgain(
  operation: Operation,
  end: Extract<Ended, { readonly type: 'input_required' }>,
  answers: Answers,
  { request }: RpcContext,
  { questions }: Dress,
): Promise<string> {
  if (questions.kind === 'awaited') throw new Error('a question that nobody posed');
  const text = await questions.ask(end, answers, operation);
  if (request.streams || fitsBuffered(text)) return text;
  throw new ToolError(`What ${operation.label} has to ask is larger than the 1 MB that this path carries.`);
}

function failureText({ message }: ToolError, { failures }: Operation, dress: Dress): string {
  if (failures === 'error') return errorText(new InternalError(message), dress.id);
  return dress.result(errorResult(message));
}

/** A failure that the agent can act on, as a tool's result. spec: server/tools#error-handling */
export function errorResult(text: string): string {
  return JSON.stringify({ content: [{ type: 'text', text }], isError: true });
}
