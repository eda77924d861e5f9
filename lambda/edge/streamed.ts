import type { HttpResponse } from '../protocol/index.ts';

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

/**
 * Writes a response to Lambda's response stream, and always ends it: a stream left open hangs until the function's timeout.
 *
 * @param withPrelude `awslambda.HttpResponseStream.from`
 */
export async function writeStreamed(
  stream: ResponseStream,
  response: HttpResponse,
  withPrelude: WithPrelude,
): Promise<void> {
  const out = withPrelude(stream, { statusCode: response.status, headers: response.headers });
  try {
    // The prelude leaves with the first write; an `end` without one sends none, and API Gateway answers 500.
    out.write('');
    if (response.body !== '' && !out.write(response.body))
      await new Promise<void>((resolve) => out.once('drain', resolve));
  } finally {
    out.end();
  }
}
