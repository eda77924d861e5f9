import { isJsonObject, type Json, type JsonObject } from '../../../lambda/mcp/index.ts';
import { RequestRefused } from '../../errors/index.ts';
import { orAborted } from '../../http/index.ts';
import { QuestionUnanswered } from '../errors.ts';
import type { Answering, Question } from '../questions.ts';

/** A server that asks more often does not end. */
const MAX_ROUNDS = 100;

/** Reads the questions of a result or of a task. */
export function questionsOf(inputRequests: Json | undefined): readonly Question[] {
  if (!isJsonObject(inputRequests)) return [];
  return Object.entries(inputRequests).flatMap(([key, request]) => {
    if (!isJsonObject(request) || typeof request.method !== 'string') return [];
    return [{ key, method: request.method, params: isJsonObject(request.params) ? request.params : {} }];
  });
}

/**
 * Answers questions one after the other, because a user reads one at a time.
 *
 * @returns `inputResponses`
 * @throws QuestionUnanswered without a handler
 */
export async function answerAll(questions: readonly Question[], { answer, signal }: Answering): Promise<JsonObject> {
  const responses: Record<string, JsonObject> = {};
  for (const question of questions) {
    if (answer === undefined) throw new QuestionUnanswered(question);
    responses[question.key] = await orAborted(answer(question, { signal }), signal);
  }
  return responses;
}

/**
 * Returns what the next request has in addition: the answers, and the state as it came.
 *
 * @param round counts from 1
 * @throws QuestionUnanswered without a handler
 * @throws RequestRefused for a server that does not stop to ask
 */
export async function answersTo(
  { inputRequests, requestState }: JsonObject,
  answering: Answering,
  round: number,
): Promise<JsonObject> {
  if (round >= MAX_ROUNDS) {
    const details = { code: 0, status: 200 };
    throw new RequestRefused(`The server asked ${MAX_ROUNDS} times, and did not return a result`, details);
  }
  const inputResponses = await answerAll(questionsOf(inputRequests), answering);
  return { inputResponses, ...(requestState !== undefined && { requestState }) };
}
