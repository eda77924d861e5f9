import { isJsonObject, type Json, type JsonObject } from '../../../lambda/mcp/index.ts';
import { ServerFailed } from '../../errors/index.ts';
import { loadRefusals, orAborted } from '../../http/index.ts';
import { objectIn } from '../../json.ts';
import type { AnswerHandler, Answering, Question } from '../questions.ts';

/** Questions need a handler, which may refuse every one of them. */
interface Answered extends Answering {
  readonly answer: AnswerHandler;
}

const MISSING_CAPABILITY = -32021;
/** A server that asks more often does not end. */
const MAX_ROUNDS = 100;

/** Reads the questions of a result or of a task. */
export function questionsOf(inputRequests: Json | undefined): readonly Question[] {
  if (!isJsonObject(inputRequests)) return [];
  return Object.entries(inputRequests).flatMap(([key, request]) => {
    if (!isJsonObject(request) || typeof request.method !== 'string') return [];
    return [{ key, method: request.method, params: objectIn(request.params) }];
  });
}

/**
 * Answers questions one after the other, because a user reads one at a time.
 *
 * @returns `inputResponses`
 * @throws what the handler throws
 * @throws TypeError if the handler returns no object
 */
export async function answerAll(questions: readonly Question[], { answer, signal }: Answered): Promise<JsonObject> {
  const responses: [key: string, response: JsonObject][] = [];
  for (const question of questions) {
    const response: unknown = await orAborted(answer(question, { signal }), signal);
    // JSON leaves `undefined` out, and the server would ask again.
    if (!isJsonObject(response)) {
      throw new TypeError(
        `answer returned no object for the question ${question.key}; expected one such as { action: 'decline' }`,
      );
    }
    responses.push([question.key, response]);
  }
  return Object.fromEntries(responses);
}

/**
 * Returns what the next request has in addition: the answers, and the state as it came.
 *
 * @param at.round counts from 1
 * @throws what the handler throws
 * @throws ServerFailed for a server that does not stop to ask
 * @throws NotAnMcpResponse for a server that asks nothing
 */
export async function answersTo(
  result: JsonObject,
  answering: Answered,
  { round, status }: { readonly round: number; readonly status: number },
): Promise<JsonObject> {
  const { inputRequests, requestState } = result;
  const questions = questionsOf(inputRequests);
  // The same request would be sent again, and have the same response.
  if (questions.length === 0 && requestState === undefined) throw (await loadRefusals()).notMcp(status, result);
  if (round >= MAX_ROUNDS) {
    throw new ServerFailed(`The server asked ${MAX_ROUNDS} times and returned no result`, 200);
  }
  return {
    ...(questions.length > 0 && { inputResponses: await answerAll(questions, answering) }),
    ...(requestState !== undefined && { requestState }),
  };
}

/**
 * Returns an error response with what to do: a server that may not ask does not specify what it would have asked.
 *
 * @param error the error of the server
 */
export function withAdvice(error: JsonObject, { answer }: Partial<Answering>): JsonObject {
  if (answer !== undefined || error.code !== MISSING_CAPABILITY) return { error };
  return { error: { ...error, message: `${error.message}. To answer questions, pass a function "answer"` } };
}
