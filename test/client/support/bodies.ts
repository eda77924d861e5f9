/** A body of given chunks, which counts how many were read, and when it was cancelled. */
export interface ChunkedBody {
  readonly stream: ReadableStream<Uint8Array>;
  readonly read: number;
  readonly isCancelled: boolean;
}

/**
 * Creates one.
 *
 * @param end what follows the last chunk: the end, an error, or nothing for ever
 */
export function chunkedBody(
  chunks: readonly (string | Uint8Array)[],
  end: 'end' | 'error' | 'open' = 'end',
): ChunkedBody {
  let read = 0;
  let isCancelled = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[read];
        if (chunk !== undefined) {
          read += 1;
          controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
        } else if (end === 'end') controller.close();
        else if (end === 'error') controller.error(new Error('the connection was reset'));
      },
      cancel() {
        isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return {
    stream,
    get read() {
      return read;
    },
    get isCancelled() {
      return isCancelled;
    },
  };
}

/** Cuts bytes at the given offsets. */
export function cut(bytes: Uint8Array, offsets: readonly number[]): readonly Uint8Array[] {
  const at = [...new Set([0, ...offsets.map((offset) => offset % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return at.slice(1).map((end, index) => bytes.slice(at[index], end));
}
