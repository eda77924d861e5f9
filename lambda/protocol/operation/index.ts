/** Runs the requests that call a target and may ask questions first: `tools/call`, `prompts/get`, `resources/read`. */
export { boundedText } from './bounded-text.ts';
export { type CallOrigin, callContextFor } from './call-context.ts';
export type { Awaited, EraCodec, Posed, Retried } from './codec.ts';
export { endAfter, endWith, LATE_MS, RESPONSE_RESERVE_MS } from './deadline.ts';
export { digest } from './digest.ts';
export { lastPart } from './last-part.ts';
export {
  type Answers,
  type CachingHints,
  type Ended,
  labelOf,
  NO_ANSWERS,
  type Operation,
  type Outcome,
} from './operation.ts';
export type { Completers } from './prepare-completers.ts';
export type { Limits } from './prepare-target.ts';
export { assertGood, valueOfResult } from './result-value.ts';
export { ArgumentsDenied, errorResult, runOperation } from './run.ts';
