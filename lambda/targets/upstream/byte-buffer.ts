/** Chunks that are joined at a time. */
const JOINED = 1_024;

/** Gathers the chunks of a body. A chunk takes some hundred bytes of memory besides its own, and may hold a single one. */
export class ByteBuffer {
  readonly #joined: Buffer[] = [];
  #chunks: Buffer[] = [];
  #size = 0;

  /** Bytes so far. */
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

  /** All of it. */
  whole(): Buffer {
    return Buffer.concat([...this.#joined, ...this.#chunks], this.#size);
  }
}
