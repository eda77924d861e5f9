/** Chunks joined at a time. */
const JOINED = 1_024;

/** Collects the chunks of a body. A chunk object takes some hundred bytes of memory, even if it holds a single byte. */
export class ByteBuffer {
  readonly #joined: Buffer[] = [];
  #chunks: Buffer[] = [];
  #size = 0;

  /** Bytes collected so far. */
  get size(): number {
    return this.#size;
  }

  add(chunk: Buffer): void {
    this.#size += chunk.length;
    this.#chunks.push(chunk);
    if (this.#chunks.length < JOINED) return;
    this.#joined.push(Buffer.concat(this.#chunks));
    this.#chunks = [];
  }

  /** Returns all bytes as one buffer. */
  whole(): Buffer {
    return Buffer.concat([...this.#joined, ...this.#chunks], this.#size);
  }
}
