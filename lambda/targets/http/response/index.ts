/** Reads the responses of `http` tools: the view that expressions get, results, and failures for the agent. */
export { type Expectation, expectationOf, fitsStream, unexpected } from './expectation.ts';
export { envelopeNote, failureResult, failureText, placeOf } from './failure/index.ts';
export { inUtf8, NotText } from './formats/index.ts';
export type { EnvelopeReader, HttpLayer } from './layer.ts';
export { printable, quote, quoteBeginning } from './quote.ts';
export { formatOf, maskView, type Reading, type ResponseView, viewOf } from './view.ts';
export { asFailure, resultOfResponse } from './whole.ts';
