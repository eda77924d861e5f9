/** Decodes the body of an HTTP response into JSON-RPC messages: a JSON document, JSON lines or server-sent events. */
export { type DecodeOptions, decodeMessages, isStream, MAX_MESSAGE_BYTES } from './decode-messages.ts';
export type { EventMark } from './framing.ts';
export { excerptOf, readText } from './read-text.ts';
