import type { ToolResult } from '../../../content/index.ts';
import { compileOptional, type Scope, type Template } from '../../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import type { Part } from '../../parts.ts';
import { withNote } from '../../result.ts';
import { exactText } from '../../rounded.ts';
import {
  type Call,
  goTo,
  isOk,
  type Route,
  type Sent,
  send,
  type UpstreamRequest,
  type UpstreamResponse,
  urlOf,
  withoutBody,
} from '../../upstream/index.ts';
import { holds } from '../condition.ts';
import type { RequestBuilder } from '../request/index.ts';
import {
  asFailure,
  type Expectation,
  expectationOf,
  maskView,
  placeOf,
  quoteBeginning,
  type Reading,
  type ResponseView,
  viewOf,
} from '../response/index.ts';
import { waitMs } from './wait.ts';

/** Requests of one state that a call sends at most. */
const MAX_POLLS = 1_000;

/** Bytes of a response that the message of a failure quotes. */
const FAILURE_BYTES = 2_048;

/** A compiled `poll` block. */
export interface Poll {
  readonly url: Template | undefined;
  readonly until: Template | undefined;
  readonly failed: Template | undefined;
  readonly intervalMs: number | undefined;
  readonly deadlineMs: number;
  /** What the state must be. */
  readonly expected: Expectation;
}

/** A compiled tool that waits for its answer. */
export interface PolledTool {
  readonly request: RequestBuilder;
  readonly route: Route;
  readonly poll: Poll;
  /** How the answer is read. */
  readonly reading: Reading;
  /** Sends one request and reads its response. */
  readonly fetch: (request: UpstreamRequest, call: Call) => Promise<UpstreamResponse>;
  /** Builds the result of the last response. */
  readonly result: (answer: Sent<UpstreamResponse>, args: JsonObject, call: Call) => ToolResult | Promise<ToolResult>;
}

/** Compiles `poll`. */
export function compilePoll(poll: Json | undefined): Poll | undefined {
  if (!isJsonObject(poll)) return undefined;
  const { url, until, failed, intervalMs, deadlineMs } = poll;
  return {
    url: compileOptional(url, 'poll.url'),
    until: compileOptional(until, 'poll.until'),
    failed: compileOptional(failed, 'poll.failed'),
    intervalMs: typeof intervalMs === 'number' ? intervalMs : undefined,
    deadlineMs: typeof deadlineMs === 'number' ? deadlineMs : Number.POSITIVE_INFINITY,
    expected: expectationOf({ result: [until ?? null, failed ?? null] }, undefined),
  };
}

/**
 * Sends a request, then asks for the state of its work until that is done, and reports each time.
 *
 * @throws ToolError when there is no response, no state, or no end in time; the request may have been carried out then
 */
export async function* pollUntilDone(tool: PolledTool, args: JsonObject, call: Call): AsyncGenerator<Part> {
  const { caller, work } = call.context;
  const first = await tool.request.build({ args, caller, work });
  const waiting = new Waiting(tool, args, call, first);
  let answer = await waiting.send(first);
  for (let polls = 0; ; polls += 1) {
    if (!isOk(answer.response, answer.request))
      return yield { type: 'result', result: await waiting.failure(answer, polls) };
    const state = await waiting.stateOf(answer, polls);
    if (state !== 'pending') {
      const result = await tool.result(answer, args, call);
      if (state !== 'failed') return yield { type: 'result', result };
      const shown = quoteBeginning(answer.response.body, call.mask, FAILURE_BYTES);
      return yield { type: 'result', result: asFailure(result, answer.request.label, shown) };
    }
    if (polls > 0) yield progressOf(answer, polls);
    const request = await waiting.next(answer);
    await waiting.pause(answer, polls);
    answer = await waiting.send(request);
  }
}

function progressOf({ response, request }: Sent<UpstreamResponse>, polls: number): Part {
  const message = `Waiting: ${request.label} returned ${response.status}, check ${polls}`;
  return { type: 'progress', progress: polls, message };
}

/** The wait of one call. */
class Waiting {
  readonly #tool: PolledTool;
  readonly #args: JsonObject;
  readonly #call: Call;
  readonly #first: UpstreamRequest;
  /** Epoch milliseconds. */
  readonly #end: number;
  /** Where the state is. */
  #place: URL | undefined;

  constructor(tool: PolledTool, args: JsonObject, call: Call, first: UpstreamRequest) {
    this.#tool = tool;
    this.#args = args;
    this.#call = call;
    this.#first = first;
    this.#end = tool.route.pace.now() + tool.poll.deadlineMs;
  }

  send(request: UpstreamRequest): Promise<Sent<UpstreamResponse>> {
    const { fetch, route } = this.#tool;
    return send(request, this.#call, route, {
      attempt: (hop) => fetch(hop, this.#call),
      discard: () => {}, // it has been read to its end
    });
  }

  /** Judges a response. @throws ToolError for one that cannot be judged */
  async stateOf(answer: Sent<UpstreamResponse>, polls: number): Promise<'pending' | 'done' | 'failed'> {
    try {
      return await this.#judge(answer, polls);
    } catch (error) {
      throw error instanceof ToolError ? this.#stopped(error.message) : error;
    }
  }

  /** The first response may be of any kind: it only accepts the work. */
  async #judge(answer: Sent<UpstreamResponse>, polls: number): Promise<'pending' | 'done' | 'failed'> {
    const { until, failed, expected } = this.#tool.poll;
    const { mask, context } = this.#call;
    const { response, request } = answer;
    const view = await this.#view(answer, polls === 0 ? 'anything' : expected);
    const scope = { args: this.#args, response: maskView(view, request.label, mask), work: context.work };
    if (holds(await failed?.(scope), 'poll.failed')) return 'failed';
    const isDone = until === undefined ? response.status !== 202 : holds(await until(scope), 'poll.until');
    return isDone ? 'done' : 'pending';
  }

  /**
   * Builds the request of the state. A response without a URL leaves it where it was.
   *
   * @throws ToolError for a URL that is missing or not valid, or may not be followed
   */
  async next(answer: Sent<UpstreamResponse>): Promise<UpstreamRequest> {
    const { response, request } = answer;
    const { mask, context } = this.#call;
    const { url } = this.#tool.poll;
    const { label } = request;
    // an upstream's URL is followed as it is, not as the agent sees it
    const scope = async () => ({
      args: this.#args,
      response: await this.#view(answer, 'anything'),
      work: context.work,
    });
    const found = url === undefined ? response.headers.location : await this.#built(url, await scope());
    const base = urlOf(request);
    if (typeof found === 'string' && found !== '') {
      if (!URL.canParse(found, base.href)) throw this.#stopped(`${label} returned an invalid URL of its state.`);
      const to = new URL(found, base);
      if (!this.#tool.route.mayGo(base, to)) {
        const place = placeOf(found, mask);
        throw this.#stopped(
          `The state of ${label} is at ${place}, which is neither its own origin nor one of the tool's \`redirects\`.`,
        );
      }
      this.#place = to;
    }
    if (this.#place === undefined) {
      throw this.#stopped(`${label} returned ${response.status} without the URL of its state.`);
    }
    return goTo({ ...withoutBody(this.#first), repeatable: this.#first.repeatable }, this.#place, mask);
  }

  /** The numbers in a URL keep their digits: others would lead to another state. */
  async #built(url: Template, scope: Scope): Promise<unknown> {
    const found = await url(scope);
    return typeof found === 'string' ? exactText(found, scope.response) : found;
  }

  async #view({ response, request }: Sent<UpstreamResponse>, expected: Expectation): Promise<ResponseView> {
    const { mask, context } = this.#call;
    const { as } = this.#tool.reading;
    return viewOf(response, { as, expected }, { label: request.label, mask, work: context.work });
  }

  /** @throws ToolError when the wait would not end in time, or never */
  async pause({ response }: Sent<UpstreamResponse>, polls: number): Promise<void> {
    const { time, mask } = this.#call;
    const { poll, route } = this.#tool;
    const now = route.pace.now();
    const ms = waitMs(response.headers, poll.intervalMs, now);
    if (polls >= MAX_POLLS || ms >= Math.min(time.remainingMs, this.#end - now)) {
      const place = placeOf(String(this.#place), mask);
      const checks = polls === 1 ? '1 check' : `${polls} checks`;
      throw this.#stopped(`${this.#first.label} was not done in time: ${place} was still pending after ${checks}.`);
    }
    await route.pace.pause(ms, time);
  }

  /** Returns the result of a response that is not an answer. */
  async failure(answer: Sent<UpstreamResponse>, polls: number): Promise<ToolResult> {
    const result = () => this.#tool.result(answer, this.#args, this.#call);
    if (polls === 0) return result();
    try {
      return withNote(await result(), this.#accepted());
    } catch (error) {
      throw error instanceof ToolError ? this.#stopped(error.message) : error;
    }
  }

  #stopped(message: string): ToolError {
    const sentence = /[.!?…]$/.test(message) ? message : `${message}.`; // an upstream's own words may end without
    return new ToolError(`${sentence} ${this.#accepted()}`);
  }

  #accepted(): string {
    const { label, repeatable } = this.#first;
    if (repeatable) return 'Try again later.';
    return `${label} was accepted and may still be carried out: check before you call again.`;
  }
}
