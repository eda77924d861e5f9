import { pipeline, Transform, type TransformCallback } from 'node:stream';

/** Ways in which AWS is reported to treat streamed responses. Nobody has confirmed or refuted them for a private API. */
export interface StreamingFaults {
  /**
   * Holds a small chunk until the next one arrives or the response ends, as users of function URLs report.
   * Sources: H4ad/serverless-adapter#166, honojs/hono#1678, aws/aws-lambda-nodejs-runtime-interface-client#102.
   */
  readonly holdsSmallChunks?: boolean;
  /**
   * Never ends a response without a byte of payload, as users of function URLs report; a client that received `content-length: 0`
   * does not wait for the end. Sources: aws/aws-lambda-nodejs-runtime-interface-client#95, nitrojs/nitro#4417.
   */
  readonly neverEndsEmpty?: boolean;
  /**
   * Renames `Content-Length` to `x-amzn-remapped-content-length`, as function URLs and buffered integrations of REST APIs do
   * (cargo-lambda/cargo-lambda#862). AWS documents for REST APIs that the header passes: "Amazon API Gateway important notes".
   */
  readonly renamesContentLength?: boolean;
}

/**
 * Bytes from which a chunk is sent at once. Users report 15 KB (H4ad/serverless-adapter#166) to 100 KB. A large write arrives here in
 * pieces of at most 64 KB, of which a small last one is held.
 */
const SMALL_CHUNK_BYTES = 15_000;

/** Returns the payload as the reader receives it with these faults. */
export function withFaults(payload: NodeJS.ReadableStream, faults: StreamingFaults): NodeJS.ReadableStream {
  const transforms = [
    ...(faults.holdsSmallChunks ? [new SmallChunksHeld()] : []),
    ...(faults.neverEndsEmpty ? [new EmptyNeverEnds()] : []),
  ];
  // The reader of the result receives an error of the payload.
  return transforms.reduce<NodeJS.ReadableStream>((from, to) => pipeline(from, to, () => undefined), payload);
}

class SmallChunksHeld extends Transform {
  #held: Buffer | undefined;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#release();
    this.#held = chunk;
    if (chunk.length >= SMALL_CHUNK_BYTES) this.#release();
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#release();
    done();
  }

  #release(): void {
    if (this.#held !== undefined) this.push(this.#held);
    this.#held = undefined;
  }
}

class EmptyNeverEnds extends Transform {
  #isEmpty = true;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#isEmpty = false;
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    if (!this.#isEmpty) done();
  }
}
