import type { ToolResult } from '../../../content/index.ts';
import { isJsonObject, type JsonObject, tryParseJson } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { type HttpLayer, prepareHttp, quoteBeginning } from '../../http/index.ts';
import { isParts, type Part, type Parts } from '../../parts.ts';
import { adviceAfter, isRepeatable } from '../../repeatable.ts';
import type { CallContext, PreparedTarget, TargetEnvironment, TargetTool } from '../../types.ts';
import { beginCall, type Call } from '../../upstream/index.ts';
import { httpTool } from '../http-block.ts';
import { labelOf, layerOf } from '../layer.ts';
import type { AwsRequest } from '../request.ts';
import type { SqlApi, Waiting } from './api.ts';
import { ACTIONS, apis, type Statement } from './statement.ts';

/** Pages of rows that a call reads at most; the limit of its result ends it before. */
const MAX_PAGES = 1_000;
/** Keys of the block that shape rows and the result. */
const ROW_KEYS = ['row', 'maxRows', 'until', 'stream', 'result'];
/** Keys that concern every request. */
const REQUEST_KEYS = ['type', 'service', 'role', 'region', 'url', 'retries', 'error'];

/** Milliseconds between two requests of the state: the first, and the longest. */
const FIRST_WAIT_MS = 150;
const LONGEST_WAIT_MS = 5_000;
const WAIT_GROWTH = 1.5;
/** What part of its time a call keeps to cancel a statement. */
const CANCEL_PART = 1 / 10;
const LONGEST_CANCEL_MS = 1_000;

/**
 * Prepares a tool that runs SQL.
 *
 * @param tool as publishing stored it
 * @param region the Region of a tool that names none
 */
export function prepareSql(
  tool: TargetTool,
  statement: Statement,
  { environment, region }: { readonly environment: TargetEnvironment; readonly region: string },
): PreparedTarget {
  const api: SqlApi = apis[statement.api];
  const actions = ACTIONS[statement.api];
  const prepare = (action: string | undefined, request: AwsRequest, own: JsonObject, layer: HttpLayer = {}) => {
    const target = { ...pick(tool.target, REQUEST_KEYS), ...own, type: 'aws' };
    const { output: _, ...rest } = tool;
    const whole = own.pagination === undefined ? rest : tool;
    const http = httpTool({ ...whole, target }, request, region);
    return prepareHttp(http, environment, { ...layerOf(tool, String(action), request), ...layer });
  };
  const rows = { ...pick(tool.target, ROW_KEYS), pagination: { maxPages: MAX_PAGES } };
  const read = (state: JsonObject): HttpLayer => ({
    items: ({ body }, isFirst) => api.rows(isJsonObject(body) ? body : {}, { isFirst, state }),
  });
  const bound: HttpLayer = { body: (body) => withValues(body, api, statement.names) };
  const { waiting } = api;
  if (waiting === undefined || statement.waiting === undefined) {
    return prepare(actions.start, statement.start, rows, { ...bound, ...read({}) });
  }
  const { state, results, cancel } = statement.waiting;
  const start = prepare(
    actions.start,
    statement.start,
    { result: { id: `{% $response.body.${waiting.id} %}` } },
    bound,
  );
  const requests: Requests = {
    start,
    state: (id) => prepare(actions.state, named(state, waiting, id), { result: waiting.state }),
    cancel: (id) => prepare(actions.cancel, named(cancel, waiting, id), { retries: 0 }),
    // A statement without a result has none to request: its state says what it changed.
    results: (id, last) =>
      last.hasRows === false
        ? prepare(actions.state, named(state, waiting, id), rows, read(last))
        : prepare(actions.results, named(results, waiting, id), rows, read(last)),
  };
  const label = labelOf(tool, actions.start);
  const isRead = statement.start.readOnly || isRepeatable(tool);
  return (args, context) => {
    const call = beginCall(context, environment.now);
    const run = new Run({ requests, waiting, label, repeatable: isRead, now: environment.now }, call);
    return run.parts(args);
  };
}

const pick = (block: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(keys.flatMap((key) => (block[key] === undefined ? [] : [[key, block[key]] as const])));

/** Puts the values in the place where the service takes them. One that is not found is null. */
function withValues(body: unknown, { bind, valuesKey }: SqlApi, names: readonly string[]): unknown {
  if (!isJsonObject(body)) return body;
  const { [valuesKey]: given, ...rest } = body;
  const values = isJsonObject(given) ? given : {};
  const bound = bind(names.map((name) => [name, (Object.hasOwn(values, name) ? values[name] : null) ?? null]));
  return bound === undefined ? rest : { ...rest, [valuesKey]: bound };
}

/** The request about one statement. */
function named(request: AwsRequest, { id: key }: Waiting, id: string): AwsRequest {
  return { ...request, parts: { ...request.parts, body: { [key]: id } } };
}

/** The requests of a statement; `id` names it. */
interface Requests {
  readonly start: PreparedTarget;
  readonly state: (id: string) => PreparedTarget;
  readonly results: (id: string, state: JsonObject) => PreparedTarget;
  readonly cancel: (id: string) => PreparedTarget;
}

/** What every run of a tool has in common. */
interface Runnable {
  readonly requests: Requests;
  readonly waiting: Waiting;
  /** Name of the first request, for errors. */
  readonly label: string;
  readonly repeatable: boolean;
  readonly now: () => number;
}

/** Names of statements are UUIDs, with a number behind for those of a batch. An expression is none. */
const STATEMENT_ID = /^[\w:-]{1,128}$/;

/** A statement that a call runs. */
class Run {
  readonly #tool: Runnable;
  readonly #call: Call;
  #reading: AsyncIterator<Part | readonly Part[]> | undefined;

  constructor(tool: Runnable, call: Call) {
    this.#tool = tool;
    this.#call = call;
  }

  /** Runs the statement. A consumer that stops ends it at once, even while it waits. */
  parts(args: JsonObject): Parts {
    const parts = this.#run(args);
    const iterator: AsyncIterator<Part | readonly Part[]> = {
      next: () => parts.next(),
      return: async () => {
        this.#call.time.leave();
        await this.#reading?.return?.();
        return parts.return(undefined);
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  }

  async *#run(args: JsonObject): AsyncGenerator<Part | readonly Part[]> {
    const { requests, waiting, label } = this.#tool;
    const { context } = this.#call;
    const started = await this.#ask(requests.start, args);
    if ('failure' in started) return yield { type: 'result', result: started.failure };
    const { id } = started.value;
    if (typeof id !== 'string' || !STATEMENT_ID.test(id))
      throw new ToolError(`${label} returned no name of the statement.`);
    let isOver = false;
    try {
      for (let checks = 1, waitMs = FIRST_WAIT_MS; ; checks += 1, waitMs *= WAIT_GROWTH) {
        await this.#pause(Math.min(waitMs, LONGEST_WAIT_MS), label);
        if (this.#call.time.hasLeft) return;
        const state = await this.#ask(requests.state(id), {});
        if ('failure' in state) return yield { type: 'result', result: state.failure };
        const { status, reason } = state.value;
        if (typeof status !== 'string') throw new ToolError(`${label} began a statement that has no state.`);
        isOver = status === waiting.done || waiting.failed.includes(status);
        if (status === waiting.done) return yield* this.#read(requests.results(id, state.value), args, context);
        if (isOver) throw this.#failed(status, reason);
        yield {
          type: 'progress',
          progress: checks,
          message: `Waiting: the statement is ${status}, check ${checks}`,
        };
      }
    } finally {
      if (!isOver) await this.#cancel(id);
    }
  }

  /** Sends one request, and reads its result as JSON. */
  async #ask(request: PreparedTarget, args: JsonObject): Promise<{ value: JsonObject } | { failure: ToolResult }> {
    const result = await request(args, this.#call.context);
    if (isParts(result)) throw new Error('one request has no parts');
    const [block] = result.content;
    if (result.isError || block?.type !== 'text') return { failure: result };
    const value = tryParseJson(block.text);
    return { value: isJsonObject(value) ? value : {} };
  }

  async *#read(
    request: PreparedTarget,
    args: JsonObject,
    context: CallContext,
  ): AsyncGenerator<Part | readonly Part[]> {
    const outcome = await request(args, context);
    if (!isParts(outcome)) return yield { type: 'result', result: outcome };
    this.#reading = outcome[Symbol.asyncIterator]();
    for (let step = await this.#reading.next(); !step.done; step = await this.#reading.next()) yield step.value;
  }

  /** @throws ToolError when the statement would not end in time */
  async #pause(ms: number, label: string): Promise<void> {
    const { time, context } = this.#call;
    const { repeatable, now } = this.#tool;
    const reserveMs = Math.min(LONGEST_CANCEL_MS, (context.deadline - now()) * CANCEL_PART);
    if (ms < time.remainingMs - reserveMs) return time.pause(ms);
    const advice = adviceAfter({ repeatable }, 'Request less, or ask the author to raise `limits.timeoutMs`.');
    throw new ToolError(`${label} was not done in time, so the statement was cancelled. ${advice}`);
  }

  #failed(status: string, reason: unknown): ToolError {
    const { label } = this.#tool;
    const said = typeof reason === 'string' ? quoteBeginning(reason, this.#call.mask, 2_048) : '';
    return new ToolError(
      `${label}: the statement ended as ${status}${said === '' ? '.' : `: ${said.replace(/\.*$/, '.')}`}`,
    );
  }

  /** What the service answers changes nothing more; the call has its own error, or nobody who waits. */
  async #cancel(id: string): Promise<void> {
    const { requests, now } = this.#tool;
    const { context } = this.#call;
    const deadline = Math.min(context.deadline, now() + LONGEST_CANCEL_MS);
    await Promise.resolve(requests.cancel(id)({}, { ...context, deadline })).catch(() => undefined);
  }
}
