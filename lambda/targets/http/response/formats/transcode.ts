import { pipeline, type Readable, Transform } from 'node:stream';
import { charsetOf, decoderOf } from './text.ts';

/**
 * Turns a body in another charset into UTF-8 as it arrives.
 *
 * @returns the body itself if it is UTF-8
 * @throws NotText for an unknown charset
 */
export function inUtf8(body: Readable, contentType: string): Readable {
  const charset = charsetOf(contentType);
  if (charset === undefined) return body;
  const decoder = decoderOf(charset);
  const transcoder = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      attempt(() => decoder.decode(chunk, { stream: true }), done);
    },
    flush(done) {
      attempt(() => decoder.decode(), done);
    },
  });
  transcoder.on('error', () => {}); // its reader sees it
  return pipeline(body, transcoder, () => {});
}

function attempt(decode: () => string, done: (error: Error | null, data?: Buffer) => void): void {
  try {
    done(null, Buffer.from(decode()));
  } catch (error) {
    done(error instanceof Error ? error : new Error('not text'));
  }
}
