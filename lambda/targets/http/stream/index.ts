/** Streams one response of an `http` tool: NDJSON rows, server-sent events, or text. */
export { type StreamKind, streamResponse } from './stream.ts';
