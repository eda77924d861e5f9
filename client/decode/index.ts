/** Decodes the body of an HTTP response into JSON-RPC messages: a JSON document, JSON lines or server-sent events. */
export { type DecodeOptions, decodeMessages, isStream, loadEvents, MAX_MESSAGE_BYTES } from './decode-messages.ts';
export { discard, endedBy } from './ending.ts';
export type { EventMark } from './framing.ts';
