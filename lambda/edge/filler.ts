/** The part of a response stream that a filler needs. */
interface Writable {
  write(text: string): unknown;
}

/**
 * Writes a filler after a chunk that no other follows within a turn of the event loop: Lambda is reported to hold a small chunk until
 * the next write. Chunks that follow each other at once share one look, so that they cost no write of their own.
 * Sources: honojs/hono#1678, H4ad/serverless-adapter#166, docs/decisions/0036-hedges-for-streaming.md
 */
export class Filler {
  readonly #out: Writable;
  readonly #text: string;
  #chunks = 0;
  #seen = 0;
  #nextLook: NodeJS.Immediate | undefined;

  constructor(out: Writable, text: string) {
    this.#out = out;
    this.#text = text;
  }

  /** A chunk was written. */
  written(): void {
    this.#chunks += 1;
    this.#nextLook ??= setImmediate(this.#look);
  }

  /** No filler follows what was written so far: the stream is full, or over. */
  stop(): void {
    clearImmediate(this.#nextLook);
    this.#nextLook = undefined;
  }

  // The first look is in the turn of the chunk. Between two looks, the event loop reads every socket that has data.
  readonly #look = (): void => {
    this.#nextLook = undefined;
    if (this.#seen === this.#chunks) {
      this.#out.write(this.#text);
      return;
    }
    this.#seen = this.#chunks;
    this.#nextLook = setImmediate(this.#look);
  };
}
