import { randomBytes } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { ConditionFailed, type Item, type Key } from '../../table/table.ts';
import type { InputRequest, InputRequiredPart } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { RpcContext } from '../context.ts';
import type { Posed } from '../operation/codec.ts';
import { InvalidRequest } from '../rpc/errors.ts';

/**
 * Questions that went out on the stream of a call and wait for their answers. An answer is a POST of its own, at any instance:
 * the state table carries it to the one that waits.
 */

const ID = /^q-[A-Za-z0-9_-]{24}$/;
const ID_BYTES = 18;
/** An item holds 400 KB. */
const ANSWER_BYTES = 300_000;
/** Questions that are open at once for one call: each is an item that is looked for again and again. */
const MAX_QUESTIONS = 20;
/** How long after its deadline a question may be removed, in seconds. */
const MARGIN_S = 60;
/** Milliseconds after the time to answer is over in which an answer that was just taken is still found. */
const LAST_LOOK_MS = 250;
/** Milliseconds between two looks for an answer: soon at first, as programs answer faster than people. */
const FIRST_LOOK_MS = 50;
const SLOWEST_LOOK_MS = 500;
/** Looks that may fail one after the other, so that nobody thinks of an answer in vain because the table was busy for a moment. */
const MAX_FAILURES = 6;

interface Open {
  readonly key: string;
  readonly id: string;
  readonly method: string;
}

/**
 * Opens questions, each under an id that nobody can guess, before they are sent.
 *
 * @param until when to give up, epoch milliseconds
 * @throws ToolError for more questions than can be open at once
 */
export async function openQuestions(
  { inputRequests }: InputRequiredPart,
  until: number,
  context: RpcContext,
): Promise<Posed> {
  const { principal, view, state } = context;
  const requests = Object.entries(inputRequests);
  if (requests.length > MAX_QUESTIONS) {
    throw new ToolError(
      `The tool asks ${requests.length} questions at once, and a client is asked ${MAX_QUESTIONS} at most.`,
    );
  }
  const open: Open[] = [];
  const messages: string[] = [];
  for (const [key, request] of requests) {
    const { method } = request;
    const id = `q-${randomBytes(ID_BYTES).toString('base64url')}`;
    const expires = Math.ceil(until / 1000) + MARGIN_S;
    const set = { caller: principal.id, server: view.server, until, expires };
    // Expecting nothing there: one that was sent again and comes late must not take an answer away.
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

/** What is asked, in the words of these revisions. */
function paramsOf({ method, params }: InputRequest, id: string): JsonObject {
  if (method !== 'elicitation/create') return params;
  // spec: 2025-11-25 client/elicitation#url-mode-elicitation-requests; the next revision has no such id.
  if (params.mode === 'url') return { elicitationId: id, ...params };
  // Revisions before 2025-11-25 know no modes; form is what they mean.
  const { mode: _mode, ...rest } = params;
  return rest;
}

// spec: 2025-11-25 basic/utilities/cancellation: who gives a request up should say so.
function withdrawal(requestId: string): string {
  const params = { requestId, reason: 'the answer is not waited for any more' };
  return JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
}

async function waitForAll(open: readonly Open[], until: number, context: RpcContext): Promise<JsonObject> {
  const answers = new Map<string, JsonObject>();
  let pause = FIRST_LOOK_MS;
  let waiting = open;
  const look = createLook(context);
  for (;;) {
    const items = await look(waiting);
    waiting = waiting.filter((question, index) => {
      const answer = items[index]?.answer;
      if (answer === undefined) return true;
      answers.set(question.key, readAnswer(question, JSON.parse(String(answer))));
      return false;
    });
    // fromEntries defines own keys, so a question `__proto__` keeps its answer
    if (waiting.length === 0) return Object.fromEntries(answers);
    const remainingMs = until + LAST_LOOK_MS - context.now();
    if (remainingMs <= 0) throw new ToolError(noAnswer(waiting));
    const waitMs = Math.min(pause, remainingMs);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    pause = Math.min(pause * 2, SLOWEST_LOOK_MS);
  }
}

/** Makes what looks for answers: a look that fails finds none, until too many do. */
function createLook({ state, log }: RpcContext): (waiting: readonly Open[]) => Promise<readonly (Item | undefined)[]> {
  let failures = 0;
  return async (waiting) => {
    try {
      const items = await Promise.all(waiting.map(({ id }) => state.table.get(keyOf(id))));
      failures = 0;
      return items;
    } catch (error) {
      failures += 1;
      if (failures > MAX_FAILURES) throw error;
      log.error('a look for the answer to a question failed', { failures, reason: String(error) });
      return [];
    }
  };
}

function readAnswer({ method }: Open, answer: JsonObject): JsonObject {
  if (isJsonObject(answer.result)) return answer.result;
  const error = isJsonObject(answer.error) ? answer.error : {};
  const words = typeof error.message === 'string' ? error.message : 'no result';
  throw new ToolError(`The client answered ${method} with an error: ${words}`);
}

function noAnswer(waiting: readonly Open[]): string {
  return `No answer came in time to what the tool asked (${waiting.map(({ method }) => method).join(', ')}).`;
}

/**
 * Takes the answer to an open question: once, from the caller that was asked, at the server that asks.
 *
 * @param response a JSON-RPC response as posted
 * @throws InvalidRequest when there is no such open question
 */
export async function takeAnswer(response: JsonObject, { principal, view, state, now }: RpcContext): Promise<void> {
  const { id, result, error } = response;
  if (typeof id !== 'string' || !ID.test(id)) throw unknownQuestion();
  const answer = JSON.stringify(error === undefined ? { result } : { error });
  if (Buffer.byteLength(answer) > ANSWER_BYTES) throw new InvalidRequest('The answer is too large', 413);
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
  return new InvalidRequest('This response answers no open request of this server');
}

function keyOf(id: string): Key {
  return { pk: `Q#${id}`, sk: 'question' };
}
