import type { Frames, HttpResponse } from '../http.ts';
import { Filler } from './filler.ts';
import type { StreamingHedges } from './hedges.ts';

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

/** How a response is written. */
interface Writing extends StreamingHedges {
  /** `awslambda.HttpResponseStream.from` */
  readonly withPrelude: WithPrelude;
  /**
   * Milliseconds without a chunk after which a keep-alive is sent.
   *
   * @default 15 seconds
   */
  readonly keepAliveMs?: number;
}

/** RFC 9110 section 8.6 and 6.4.1: their responses have neither a length nor a body. */
const WITHOUT_BODY = new Set([204, 304]);

/** Milliseconds without a chunk after which a keep-alive is sent; well below every idle timeout on the path. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Writes a response to Lambda's response stream, and always ends it: a stream left open hangs until the function's timeout.
 * It writes a chunk before it requests the next one, and waits while the stream is full.
 */
export async function writeStreamed(
  stream: ResponseStream,
  { status, headers, body, frames }: HttpResponse,
  { withPrelude, emptyBody, ...writing }: Writing,
): Promise<void> {
  const isEmpty = frames === undefined && body === '' && !WITHOUT_BODY.has(status);
  const text = isEmpty && emptyBody === 'newline' ? '\n' : body;
  const isAnnounced = isEmpty && text === '';
  const out = withPrelude(stream, {
    statusCode: status,
    headers: isAnnounced ? { ...headers, 'content-length': '0' } : headers,
  });
  try {
    // The prelude is sent with the first write. Without a write, `end` sends no prelude, and API Gateway responds with 500.
    out.write('');
    if (frames !== undefined) await writeFrames(out, frames, writing);
    else if (text !== '' && !out.write(text)) await drained(out);
  } finally {
    out.end();
  }
}

async function writeFrames(
  out: ResponseStream,
  { chunks, keepAlive, filler: text }: Frames,
  { flush, keepAliveMs = KEEP_ALIVE_MS }: Pick<Writing, 'flush' | 'keepAliveMs'>,
): Promise<void> {
  const timer = setInterval(() => out.write(keepAlive), keepAliveMs);
  const filler = flush === 'filler' && text !== undefined ? new Filler(out, text) : undefined;
  try {
    for await (const chunk of chunks) {
      timer.refresh();
      if (!out.write(chunk)) {
        filler?.stop();
        await drained(out);
      }
      filler?.written();
    }
  } finally {
    clearInterval(timer);
    filler?.stop();
  }
}

function drained(out: ResponseStream): Promise<void> {
  return new Promise((resolve) => out.once('drain', resolve));
}
