import type { CallContext, TargetTool } from '../../types.ts';
import type { BodyLimits } from '../../upstream/index.ts';

/** Bytes that are read to be mapped, unless the document sets `limits.answerBytes`. */
const DEFAULT_ANSWER_BYTES = 2_000_000;

/** How much of an upstream a tool reads. */
export interface AnswerLimit {
  /** The bytes of a response, a page or a row that an expression maps: more than the agent may get. */
  mapped(context: Pick<CallContext, 'resultBytes'>): number;
  /** The limits of a response that expressions map; the `error` of a tool sees the whole body of a failure. */
  bodies(context: Pick<CallContext, 'resultBytes'>, isMapped: boolean): BodyLimits;
  /** The bytes of a stream that become no row. */
  idle(context: Pick<CallContext, 'resultBytes'>): number;
}

/** Returns the limit of a tool. */
export function answerLimitOf({ answerBytes, target }: Pick<TargetTool, 'answerBytes' | 'target'>): AnswerLimit {
  const mapped: AnswerLimit['mapped'] = ({ resultBytes }) => answerBytes ?? Math.max(resultBytes, DEFAULT_ANSWER_BYTES);
  return {
    mapped,
    bodies: (context, isMapped) => ({
      answer: isMapped ? mapped(context) : context.resultBytes,
      failure: target.error === undefined ? undefined : mapped(context),
    }),
    idle: ({ resultBytes }) => Math.max(resultBytes, answerBytes ?? 0),
  };
}
