import type { CallContext, TargetTool } from '../../types.ts';

/** Bytes that are read to be mapped, unless the document sets `limits.answerBytes`. */
const DEFAULT_ANSWER_BYTES = 2_000_000;

/** How much of an upstream a tool reads. */
export interface AnswerLimit {
  /** The bytes of a response, a page or a row that an expression maps: more than the agent may get. */
  mapped(context: Pick<CallContext, 'resultBytes'>): number;
  /** The bytes of a stream that become no row. */
  idle(context: Pick<CallContext, 'resultBytes'>): number;
}

/** Returns the limit of a tool. */
export function answerLimitOf({ answerBytes }: Pick<TargetTool, 'answerBytes'>): AnswerLimit {
  return {
    mapped: ({ resultBytes }) => answerBytes ?? Math.max(resultBytes, DEFAULT_ANSWER_BYTES),
    idle: ({ resultBytes }) => Math.max(resultBytes, answerBytes ?? 0),
  };
}
