import { isJsonObject, type Json, type JsonObject } from '../../../lambda/mcp/index.ts';
import { ServerFailed } from '../../errors/index.ts';
import { orAborted } from '../../http/index.ts';
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
 */
export async function answerAll(questions: readonly Question[], { answer, signal }: Answered): Promise<JsonObject> {
  const responses: Record<string, JsonObject> = {};
  for (const question of questions) {
    responses[question.key] = await orAborted(answer(question, { signal }), signal);
  }
  return responses;
}

/**
 * Returns what the next request has in addition: the answers, and the state as it came.
 *
 * @param round counts from 1
 * @throws what the handler throws
 * @throws ServerFailed for a server that does not stop to ask
 */
export async function answersTo(
  { inputRequests, requestState }: JsonObject,
  answering: Answered,
  round: number,
): Promise<JsonObject> {
  if (round >= MAX_ROUNDS) throw new ServerFailed(`The server asked ${MAX_ROUNDS} times and returned no result`, 200);
  const questions = questionsOf(inputRequests);
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
