import type { Frames, HttpResponse } from '../http.ts';

/** The writable side that Lambda hands a streaming handler: a facade, not a whole stream. */
export interface ResponseStream {
  write(chunk: string | Uint8Array): boolean;
  end(): void;
  once(event: 'drain', listener: () => void): unknown;
}

/** Puts the metadata prelude before what is written. AWS: lambda/latest/dg/config-rs-write-functions.html */
export type WithPrelude = (
  stream: ResponseStream,
  metadata: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> },
) => ResponseStream;

/** Silence between two chunks after which a sign of life is sent; well below every idle timeout on the way. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Writes a response to Lambda's response stream, and always ends it: a stream left open hangs until the function's timeout.
 * A chunk is written before the next one is asked for, and not while the stream is full.
 *
 * @param withPrelude `awslambda.HttpResponseStream.from`
 * @param keepAliveMs silence after which a sign of life is sent, in milliseconds
 */
export async function writeStreamed(
  stream: ResponseStream,
  { status, headers, body, frames }: HttpResponse,
  withPrelude: WithPrelude,
  keepAliveMs: number = KEEP_ALIVE_MS,
): Promise<void> {
  const out = withPrelude(stream, { statusCode: status, headers });
  try {
    // The prelude leaves with the first write; an `end` without one sends none, and API Gateway answers 500.
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
