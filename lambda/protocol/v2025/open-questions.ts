import { randomBytes } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { ConditionFailed, type Item, type Key } from '../../table/index.ts';
import type { InputRequest, InputRequiredPart } from '../../targets/index.ts';
import { exactJson, parseMarkingRounded } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { RpcContext } from '../context.ts';
import type { Posed } from '../operation/index.ts';
import { InvalidRequest } from '../rpc/index.ts';

/*
 * Questions that were sent on the stream of a call and wait for their answers. The client posts each answer separately, and any
 * instance may receive it: the state table passes it to the instance that waits.
 */

const ID = /^q-[A-Za-z0-9_-]{24}$/;
const ID_BYTES = 18;
/** Maximum bytes of an answer; an item holds 400 KB. */
const ANSWER_BYTES = 300_000;
/** Maximum open questions of one call; each is an item that is polled. */
const MAX_QUESTIONS = 20;
/** Seconds after its deadline at which a question may be deleted. */
const MARGIN_S = 60;
/** Milliseconds after the deadline in which an answer that was accepted just before it is still read. */
const LAST_POLL_MS = 250;
/** Milliseconds between two polls for an answer: short at first, because programs answer faster than users. */
const FIRST_POLL_MS = 50;
const SLOWEST_POLL_MS = 500;
/** Maximum consecutive polls that may fail, so that a short outage of the table does not discard the user's answer. */
const MAX_FAILURES = 6;

interface Open {
  readonly key: string;
  readonly id: string;
  readonly method: string;
}

/**
 * Stores questions, each with an ID that cannot be guessed, before they are sent.
 *
 * @param until deadline of the answers, epoch milliseconds
 * @throws ToolError for too many questions
 */
export async function openQuestions(
  { inputRequests }: InputRequiredPart,
  until: number,
  context: RpcContext,
): Promise<Posed> {
  const { principal, view, state } = context;
  const requests = Object.entries(inputRequests);
  if (requests.length > MAX_QUESTIONS) {
    throw new ToolError(`The tool asks ${requests.length} questions at once; at most ${MAX_QUESTIONS} are allowed.`);
  }
  const open: Open[] = [];
  const messages: string[] = [];
  for (const [key, request] of requests) {
    const { method } = request;
    const id = `q-${randomBytes(ID_BYTES).toString('base64url')}`;
    const expires = Math.ceil(until / 1000) + MARGIN_S;
    const set = { caller: principal.id, server: view.server, until, expires };
    // Only if the item does not exist: a repeated write that arrives late must not delete an answer.
    await state.table.update(keyOf(id), { set, expect: { until: undefined } });
    open.push({ key, id, method });
    messages.push(JSON.stringify({ jsonrpc: '2.0', id, method, params: paramsOf(request, id) }));
  }
  return {
    messages,
    answered: () => waitForAll(open, until, context),
    withdrawn: open.map(({ id }) => withdrawal(id)),
  };
}

/** Converts the parameters of a question to these revisions. */
function paramsOf({ method, params }: InputRequest, id: string): JsonObject {
  if (method !== 'elicitation/create') return params;
  // spec: 2025-11-25 client/elicitation#url-mode-elicitation-requests; the next revision has no such ID.
  if (params.mode === 'url') return { elicitationId: id, ...params };
  // Revisions before 2025-11-25 have no modes; they mean form mode.
  const { mode: _mode, ...rest } = params;
  return rest;
}

// spec: 2025-11-25 basic/utilities/cancellation: a party that abandons a request should cancel it.
function withdrawal(requestId: string): string {
  const params = { requestId, reason: 'the server no longer waits for the answer' };
  return JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
}

async function waitForAll(open: readonly Open[], until: number, context: RpcContext): Promise<JsonObject> {
  const answers = new Map<string, JsonObject>();
  let pause = FIRST_POLL_MS;
  let waiting = open;
  const poll = createPoll(context);
  for (;;) {
    const items = await poll(waiting);
    waiting = waiting.filter((question, index) => {
      const answer = items[index]?.answer;
      if (answer === undefined) return true;
      answers.set(question.key, readAnswer(question, parseMarkingRounded(String(answer)) as JsonObject));
      return false;
    });
    // fromEntries defines own keys, so a question `__proto__` keeps its answer
    if (waiting.length === 0) return Object.fromEntries(answers);
    const remainingMs = until + LAST_POLL_MS - context.now();
    if (remainingMs <= 0) throw new ToolError(noAnswer(waiting));
    const waitMs = Math.min(pause, remainingMs);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    pause = Math.min(pause * 2, SLOWEST_POLL_MS);
  }
}

/** Creates the function that polls for answers. A failed poll returns none, until too many fail in a row. */
function createPoll({ state, log }: RpcContext): (waiting: readonly Open[]) => Promise<readonly (Item | undefined)[]> {
  let failures = 0;
  return async (waiting) => {
    try {
      const items = await Promise.all(waiting.map(({ id }) => state.table.get(keyOf(id))));
      failures = 0;
      return items;
    } catch (error) {
      failures += 1;
      if (failures > MAX_FAILURES) throw error;
      log.error('reading the answer to a question failed', { failures, reason: String(error) });
      return [];
    }
  };
}

function readAnswer({ method }: Open, answer: JsonObject): JsonObject {
  if (isJsonObject(answer.result)) return answer.result;
  const error = isJsonObject(answer.error) ? answer.error : {};
  const reason = typeof error.message === 'string' ? error.message : 'no result';
  throw new ToolError(`The client answered ${method} with an error: ${reason}`);
}

function noAnswer(waiting: readonly Open[]): string {
  return `The client did not answer the questions of the tool in time (${waiting.map(({ method }) => method).join(', ')}).`;
}

/**
 * Stores the answer to an open question: once, and only from the caller that was asked, at the server that asked.
 *
 * @param response a JSON-RPC response as posted
 * @throws InvalidRequest if there is no such open question
 */
export async function takeAnswer(response: JsonObject, { principal, view, state, now }: RpcContext): Promise<void> {
  const { id, result, error } = response;
  if (typeof id !== 'string' || !ID.test(id)) throw unknownQuestion();
  const answer = error === undefined || error === null ? exactJson({ result }, result) : JSON.stringify({ error });
  if (Buffer.byteLength(answer) > ANSWER_BYTES)
    throw new InvalidRequest(`The answer is larger than ${ANSWER_BYTES} bytes`, 413);
  const item = await state.table.get(keyOf(id));
  if (item === undefined || Number(item.until) < now()) throw unknownQuestion();
  try {
    await state.table.update(keyOf(id), {
      set: { answer },
      expect: { caller: principal.id, server: view.server, answer: undefined },
    });
  } catch (failure) {
    if (failure instanceof ConditionFailed) throw unknownQuestion();
    throw failure;
  }
}

function unknownQuestion(): InvalidRequest {
  return new InvalidRequest('This response does not match an open request of this server');
}

function keyOf(id: string): Key {
  return { pk: `Q#${id}`, sk: 'question' };
}
