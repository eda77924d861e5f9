import { crc32 } from 'node:zlib';

/** The prelude before the headers (two lengths and a checksum), and the checksum after the payload. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** The header value type of UTF-8 strings. */
const STRING_TYPE = 7;

/**
 * Frames one message as `application/vnd.amazon.eventstream`, the encoding of Lambda's streamed responses.
 *
 * AWS: transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream; smithy.io: amazon-eventstream
 *
 * @param headers values by name, for example `:event-type`
 */
export function encodeEvent(
  headers: Readonly<Record<string, string>>,
  payload: Uint8Array | string = new Uint8Array(),
): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const bytes = PRELUDE_BYTES + head.length + body.length + CHECKSUM_BYTES;
  const message = Buffer.alloc(bytes);
  message.writeUInt32BE(bytes, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  message.set(head, PRELUDE_BYTES);
  message.set(body, PRELUDE_BYTES + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, bytes - CHECKSUM_BYTES)), bytes - CHECKSUM_BYTES);
  return message;
}

/** One chunk of a function's response in `InvokeWithResponseStream`. */
export function payloadChunk(chunk: Uint8Array | string): Buffer {
  return encodeEvent(
    { ':message-type': 'event', ':event-type': 'PayloadChunk', ':content-type': 'application/octet-stream' },
    chunk,
  );
}

/**
 * The last message of `InvokeWithResponseStream`.
 *
 * @param failure the error that ended the function, if any; `ErrorDetails` is the JSON text that the runtime reported
 */
export function invokeComplete(failure: { readonly ErrorCode?: string; readonly ErrorDetails?: string } = {}): Buffer {
  return encodeEvent(
    { ':message-type': 'event', ':event-type': 'InvokeComplete', ':content-type': 'application/json' },
    JSON.stringify(failure),
  );
}

function encodeHeader(name: string, value: string): Buffer {
  const nameBytes = Buffer.from(name);
  const valueBytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(valueBytes.length);
  return Buffer.concat([Buffer.of(nameBytes.length), nameBytes, Buffer.of(STRING_TYPE), length, valueBytes]);
}
