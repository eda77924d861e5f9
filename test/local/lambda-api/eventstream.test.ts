import { EventStreamCodec } from '@smithy/core/event-streams';
import { encodeEvent, invokeComplete, payloadChunk } from '../../../local/lambda-api/eventstream.ts';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);
const text = (value: string) => ({ type: 'string', value });

test.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('zażółć')],
  ['bytes', Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256))],
])('the SDK decodes a message with a payload of %s and accepts its checksums', (_, payload) => {
  const { headers, body } = codec.decode(encodeEvent({ ':event-type': 'A', 'x-ł': 'ß' }, payload));
  expect(headers).toEqual({ ':event-type': text('A'), 'x-ł': text('ß') });
  expect(Buffer.from(body).equals(payload)).toBe(true);
});

test('a flipped bit fails the checksum', () => {
  const message = encodeEvent({ a: 'b' }, 'payload');
  message[20] = (message[20] ?? 0) ^ 1;
  expect(() => codec.decode(message)).toThrow(/checksum/i);
});

test('the events of InvokeWithResponseStream have their types', () => {
  expect(codec.decode(payloadChunk('abc')).headers[':event-type']).toEqual(text('PayloadChunk'));
  const complete = codec.decode(invokeComplete({ ErrorCode: 'Unhandled' }));
  expect(complete.headers[':event-type']).toEqual(text('InvokeComplete'));
  expect(Buffer.from(complete.body).toString()).toBe('{"ErrorCode":"Unhandled"}');
  expect(Buffer.from(codec.decode(invokeComplete()).body).toString()).toBe('{}');
});
