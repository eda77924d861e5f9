import type { JsonObject } from '../../lambda/mcp/index.ts';

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
