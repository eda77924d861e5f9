/** Runs the requests that call a target and may ask questions first: `tools/call`, `prompts/get`, `resources/read`. */
export { boundedText, type TextBounds } from './bounded-text.ts';
export { type CallOrigin, type CallTerms, callContextFor } from './call-context.ts';
export type { Awaited, EraCodec, Posed, Retried } from './codec.ts';
export { endAfter, endWith, LATE_MS, RESPONSE_RESERVE_MS } from './deadline.ts';
export { lastPart } from './last-part.ts';
export { onceFrozen } from './once-frozen.ts';
export { type Answers, type CachingHints, type Ended, NO_ANSWERS, type Operation, type Outcome } from './operation.ts';
export { type Completer, type Completers, prepareCompleters } from './prepare-completers.ts';
export { type Limits, limitsOf, prepareTarget } from './prepare-target.ts';
export { assertGood, parseJson, valueOfResult } from './result-value.ts';
export { errorResult, runOperation } from './run.ts';
