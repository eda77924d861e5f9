import type { ResponseStream, WithPrelude } from '../../lambda/edge/index.ts';

const PRELUDE_END = '\0'.repeat(8);

/** Collects a handler's output as bytes, as the Lambda runtime does for its socket; keeps one response. */
export class Sink implements ResponseStream {
  readonly #buffer: Buffer;
  #end = 0;
  ended = false;

  /** @param capacity bytes of the largest response */
  constructor(capacity = 16_384) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  write(chunk: string | Uint8Array): boolean {
    if (typeof chunk === 'string') this.#end += this.#buffer.write(chunk, this.#end);
    else {
      this.#buffer.set(chunk, this.#end);
      this.#end += chunk.length;
    }
    return true;
  }

  end(): void {
    this.ended = true;
  }

  once(): this {
    return this;
  }

  /** Discards the last response. */
  reset(): void {
    this.#end = 0;
    this.ended = false;
  }

  /** Bytes of the last response. */
  get size(): number {
    return this.#end;
  }

  /** The last response, with its prelude. */
  text(): string {
    return this.#buffer.toString('utf8', 0, this.#end);
  }

  /** The last response's body, without its prelude. */
  body(): string {
    const text = this.text();
    return text.slice(text.indexOf(PRELUDE_END) + PRELUDE_END.length);
  }
}

/** Stands for `awslambda.HttpResponseStream.from`: writes the metadata and eight NUL bytes before the body. */
export const withPrelude: WithPrelude = (stream, metadata) => {
  stream.write(JSON.stringify(metadata) + PRELUDE_END);
  return stream;
};
