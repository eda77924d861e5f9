import { isJsonObject, type Json, type JsonObject } from '../../lambda/mcp/index.ts';
import { orAborted } from '../http/index.ts';
import { QuestionUnanswered } from './errors.ts';

/** What a server asks before it continues. spec: basic/patterns/mrtr */
export interface Question {
  /** Identifies the question within the call. */
  readonly key: string;
  /** `elicitation/create`, `sampling/createMessage` or `roots/list`. */
  readonly method: string;
  readonly params: JsonObject;
}

/**
 * Answers a question.
 *
 * @param context.signal aborts when the call does: close the dialog then
 * @returns the result of the question's method; for `elicitation/create`, `{ action: 'accept', content }`,
 * `{ action: 'decline' }` or `{ action: 'cancel' }`
 */
export type AnswerHandler = (
  question: Question,
  context: { readonly signal: AbortSignal },
) => JsonObject | Promise<JsonObject>;

/** Who answers, and until when. */
export interface Answering {
  readonly answer: AnswerHandler | undefined;
  readonly signal: AbortSignal;
}

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

/** Returns what the next request has in addition: the answers, and the state as it came. */
export async function answersTo(
  { inputRequests, requestState }: JsonObject,
  answering: Answering,
): Promise<JsonObject> {
  const inputResponses = await answerAll(questionsOf(inputRequests), answering);
  return { inputResponses, ...(requestState !== undefined && { requestState }) };
}
