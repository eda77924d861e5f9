import type { Frames, HttpResponse } from '../http.ts';

/** The part of Lambda's response stream that is used here; the runtime's object is not a complete stream. */
export interface ResponseStream {
  write(chunk: string | Uint8Array): boolean;
  end(): void;
  once(event: 'drain', listener: () => void): unknown;
}

/** Adds the metadata prelude to a stream. AWS: lambda/latest/dg/config-rs-write-functions.html */
export type WithPrelude = (
  stream: ResponseStream,
  metadata: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> },
) => ResponseStream;

/** Milliseconds without a chunk after which a keep-alive is sent; well below every idle timeout on the path. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Writes a response to Lambda's response stream, and always ends it: a stream left open hangs until the function's timeout.
 * It writes a chunk before it requests the next one, and waits while the stream is full.
 *
 * @param withPrelude `awslambda.HttpResponseStream.from`
 * @param keepAliveMs milliseconds without a chunk after which a keep-alive is sent
 */
export async function writeStreamed(
  stream: ResponseStream,
  { status, headers, body, frames }: HttpResponse,
  withPrelude: WithPrelude,
  keepAliveMs: number = KEEP_ALIVE_MS,
): Promise<void> {
  const out = withPrelude(stream, { statusCode: status, headers });
  try {
    // The prelude is sent with the first write. Without a write, `end` sends no prelude, and API Gateway responds with 500.
    out.write('');
    if (frames !== undefined) await writeFrames(out, frames, keepAliveMs);
    else if (body !== '' && !out.write(body)) await drained(out);
  } finally {
    out.end();
  }
}

async function writeFrames(out: ResponseStream, { chunks, keepAlive }: Frames, keepAliveMs: number): Promise<void> {
  const timer = setInterval(() => out.write(keepAlive), keepAliveMs);
  try {
    for await (const chunk of chunks) {
      timer.refresh();
      if (!out.write(chunk)) await drained(out);
    }
  } finally {
    clearInterval(timer);
  }
}

function drained(out: ResponseStream): Promise<void> {
  return new Promise((resolve) => out.once('drain', resolve));
}
