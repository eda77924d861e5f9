/** What an agent reads of a response whose status is not an answer: the problems, when to come back, and the missing scope. */
export { envelopeNote, failureResult, failureText, placeOf, statusText } from './failure.ts';
