/** Reads the responses of `http` tools: the view that expressions get, results, and failures for the agent. */
export type { EnvelopeReader } from './envelope.ts';
export { type Expectation, expectationOf, fitsStream, unexpected } from './expectation.ts';
export { failureResult, failureText, placeOf } from './failure.ts';
export { quoteBeginning } from './quote.ts';
export { expectView, maskView, type ResponseView, viewOf } from './view.ts';
export { resultOfResponse } from './whole.ts';
