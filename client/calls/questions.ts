import { isJsonObject, type Json, type JsonObject } from '../../lambda/mcp/index.ts';
import { QuestionUnanswered } from '../errors/index.ts';
import { orAborted } from '../http/index.ts';

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

/** Returns what a handler lets the client declare. */
export function questionCapabilities(answer: AnswerHandler | undefined): JsonObject {
  return answer === undefined ? {} : { elicitation: { form: {}, url: {} } };
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
 * @throws TypeError if the handler returns no object
 */
export async function answerAll(questions: readonly Question[], { answer, signal }: Answering): Promise<JsonObject> {
  const responses: [key: string, response: JsonObject][] = [];
  for (const question of questions) {
    if (answer === undefined) throw new QuestionUnanswered(question);
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
