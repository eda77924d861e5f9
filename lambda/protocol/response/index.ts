/** Writes the response of a call: plain JSON or a stream, with the notifications that the client opted into. */
export { type Encoding, encodingFor, framesOf } from './encodings.ts';
export { createNotifier } from './notifications.ts';
export { type OptIns, readOptIns } from './opt-ins.ts';
export {
  isStreamed,
  type ResponseText,
  respondWithParts,
  type SinglePart,
  type Streamed,
  type StreamedParts,
  unlessSilent,
} from './stream.ts';
export { BUFFERED_BYTES, bufferedBytes, fitsBuffered, truncateToBuffered } from './truncate.ts';
