import type { HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { isParts, type Parts } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import { auditedCall, type RunEnd, runAudited } from '../audited.ts';
import type { RpcContext } from '../context.ts';
import { assertRuns } from '../judged-only.ts';
import {
  createNotifier,
  fitsBuffered,
  isStreamed,
  type OptIns,
  type ResponseText,
  readOptIns,
  respondWithParts,
  type StreamedParts,
  unlessSilent,
} from '../response/index.ts';
import { errorText, InternalError, ok, withCacheScope } from '../rpc/index.ts';
import { callContextFor } from './call-context.ts';
import type { EraCodec } from './codec.ts';
import { endAfter, LATE_MS, RESPONSE_RESERVE_MS } from './deadline.ts';
import { type Answers, type Ended, labelOf, type Operation } from './operation.ts';
import { askInRounds } from './question-rounds.ts';

/**
 * Runs an operation and responds with its end: as plain JSON if nothing precedes the result, otherwise as a stream.
 *
 * @param params all parameters of the request
 * @throws RpcError for an invalid request, also by a rejection; anything else thrown before the first byte is a bug
 */
export function runOperation(
  operation: Operation,
  params: JsonObject,
  context: RpcContext,
  codec: EraCodec,
): HttpResponse | Promise<HttpResponse> {
  assertRuns(context.request);
  const begun = context.now();
  const answers = codec.answers(operation);
  if (!(answers instanceof Promise)) return start({ operation, answers, params, context, codec, begun });
  return answers.then((brought) => start({ operation, answers: brought, params, context, codec, begun }));
}

function start(options: RunOptions): HttpResponse | Promise<HttpResponse> {
  const { operation, context } = options;
  const run = new OperationRun(options);
  const { calls, view, request, principal, trace } = context;
  if (calls === undefined) return run.respond();
  const call = auditedCall(operation.method, operation.subject, { server: view.server, request, principal, trace });
  return runAudited(calls, call, { respond: () => run.respond(), end: () => run.end });
}

/** Policies deny the arguments of a call. The caller reads a failure like any other; the audit tells them apart. */
export class ArgumentsDenied extends ToolError {}

/** Dependencies of a run. */
interface RunOptions {
  readonly operation: Operation;
  /** The answers in the request. */
  readonly answers: Answers;
  readonly params: JsonObject;
  readonly context: RpcContext;
  readonly codec: EraCodec;
  /** When the request was read, epoch milliseconds. */
  readonly begun: number;
}

/** One run of an operation: its attempts, and the response with their end. */
class OperationRun {
  readonly #operation: Operation;
  readonly #answers: Answers;
  readonly #context: RpcContext;
  readonly #codec: EraCodec;
  readonly #optIns: OptIns;
  /** Deadline at which sending the response must start, epoch milliseconds. */
  readonly #lastMoment: number;
  /** Time at which a response without a message becomes a stream, epoch milliseconds. */
  readonly #silentUntil: number;
  #isError = false;
  #isDenied = false;

  constructor({ operation, answers, params, context, codec, begun }: RunOptions) {
    this.#operation = operation;
    this.#answers = answers;
    this.#context = context;
    this.#codec = codec;
    this.#optIns = optInsFor(operation, readOptIns(context.request, params, codec.capabilities, codec.logLevel));
    this.#lastMoment = begun + context.request.remainingMs - RESPONSE_RESERVE_MS;
    this.#silentUntil = begun + context.silenceMs;
  }

  /** How the run ended, once it has. */
  get end(): RunEnd {
    return { isError: this.#isError, isDenied: this.#isDenied };
  }

  /** Responds, without a promise if the operation has ended and nothing precedes its end. */
  respond(): HttpResponse | Promise<HttpResponse> {
    try {
      const outcome = this.attempt(this.#answers);
      if (outcome instanceof Promise || isStreamed(outcome) || asks(outcome)) return this.#respondLater(outcome);
      const text = this.#textOf(outcome);
      return typeof text === 'string' ? this.#whole(text) : this.#wholeLater(text);
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #respondLater(outcome: Ended | Parts | Promise<Ended | Parts>): Promise<HttpResponse> {
    try {
      const first = outcome instanceof Promise ? await this.#settled(outcome) : outcome;
      const { questions } = this.#codec;
      if (questions.kind === 'awaited' && (isStreamed(first) || asks(first))) {
        return await this.#stream(
          askInRounds(first, this.#answers, {
            attempt: (answers) => this.attempt(answers),
            operation: this.#operation,
            questions,
            lastMoment: this.#lastMoment,
          }),
        );
      }
      if (isStreamed(first)) return await this.#stream(first);
      return this.#whole(await this.#textOf(first));
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #wholeLater(text: Promise<string>): Promise<HttpResponse> {
    try {
      return this.#whole(await text);
    } catch (error) {
      return this.#failed(error);
    }
  }

  #whole(text: string): HttpResponse {
    const { hints } = this.#operation;
    return hints === undefined ? ok(text) : withCacheScope(ok(text), hints.cacheScope);
  }

  /** @throws the error, unless the agent can act on it */
  #failed(error: unknown): HttpResponse {
    if (error instanceof ToolError) return ok(this.#failureText(error));
    throw error;
  }

  /** Runs one attempt within its timeout. */
  attempt(answers: Answers): Ended | Parts | Promise<Ended | Parts> {
    const { now } = this.#context;
    const begun = now();
    const timeoutMs = Math.min(this.#operation.timeoutMs, this.#lastMoment - begun);
    const call = callContextFor(this.#context, {
      deadline: begun + timeoutMs,
      resultBytes: this.#operation.resultBytes,
      subject: subjectName(this.#operation),
      partials: this.#optIns.partials !== undefined,
      capabilities: this.#codec.capabilities,
      answers,
    });
    const outcome = this.#operation.attempt(answers, call);
    if (outcome instanceof Promise) return outcome.then((settled) => bounded(settled, timeoutMs));
    return bounded(outcome, timeoutMs);
  }

  /** Makes the response of an end. */
  async finish(end: Ended): Promise<ResponseText> {
    return { status: 200, text: await this.#textOf(end) };
  }

  /** Makes the response of a failure; never throws. */
  fail(thrown: unknown): ResponseText {
    if (thrown instanceof ToolError) return { status: 200, text: this.#failureText(thrown) };
    this.#isError = true;
    const error = this.#context.toRpcError(thrown);
    return { status: error.status, text: errorText(error, this.#codec.id) };
  }

  /**
   * Waits for an end that nothing can precede; a short timeout needs no timer, because the tool ends before the silence
   * limit.
   */
  #settled(outcome: Promise<Ended | Parts>): Promise<Ended | StreamedParts> {
    const { request, silenceMs } = this.#context;
    return request.streams && this.#operation.timeoutMs > silenceMs ? unlessSilent(outcome, silenceMs) : outcome;
  }

  #stream(parts: StreamedParts): Promise<HttpResponse> {
    const { request, now } = this.#context;
    return respondWithParts(parts, {
      request,
      notifier: createNotifier(this.#optIns, now, this.#codec.fitPart),
      ending: this,
      silenceMs: Math.max(0, this.#silentUntil - now()),
    });
  }

  #textOf(end: Ended): string | Promise<string> {
    const { hints } = this.#operation;
    if ('inputRequests' in end) return this.#askAgain(end);
    if (isTask(end)) return this.#codec.task(end.text);
    this.#isError = end.isError === true;
    const text = this.#operation.resultText(end);
    if (typeof text === 'string') return this.#codec.result(text, hints);
    return text.then((checked) => this.#codec.result(checked, hints));
  }

  async #askAgain(end: Extract<Ended, { readonly type: 'input_required' }>): Promise<string> {
    const { questions } = this.#codec;
    if (questions.kind === 'awaited') throw new Error('an attempt ended with a question that was not sent');
    const text = await questions.ask(end, this.#answers, this.#operation);
    if (this.#context.request.streams || fitsBuffered(text)) return text;
    throw new ToolError(
      `The questions of ${labelOf(this.#operation)} are larger than the 1 MB that this path carries.`,
    );
  }

  #failureText(error: ToolError): string {
    const { message } = error;
    this.#isError = true;
    this.#isDenied = error instanceof ArgumentsDenied;
    if (this.#operation.failures === 'error') return errorText(new InternalError(message), this.#codec.id);
    return this.#codec.result(errorResult(message));
  }
}

/** Only the arguments of a tool can bring back what an earlier result gave. */
function subjectName({ method, subject }: Operation): string | undefined {
  return method === 'tools/call' && typeof subject.name === 'string' ? subject.name : undefined;
}

/** Removes the opt-in for partial results from other methods: they are an extension of tool calls. */
function optInsFor({ method }: Operation, optIns: OptIns): OptIns {
  return method === 'tools/call' || optIns.partials === undefined ? optIns : { ...optIns, partials: undefined };
}

function bounded(outcome: Ended | Parts, timeoutMs: number): Ended | Parts {
  return isParts(outcome) ? endAfter(outcome, timeoutMs + LATE_MS) : outcome;
}

function asks(ended: Ended): boolean {
  return 'inputRequests' in ended;
}

function isTask(end: Ended): end is Extract<Ended, { readonly type: 'task' }> {
  return 'type' in end && end.type === 'task';
}

/** Returns a failure that the agent can act on as the JSON text of a tool's result. spec: server/tools#error-handling */
export function errorResult(text: string): string {
  return JSON.stringify({ content: [{ type: 'text', text }], isError: true });
}
