import { MessageTooLarge } from '../errors/index.ts';
import type { Framing } from './framing.ts';

const NOTHING: readonly string[] = [];

/** A JSON document: the whole body. */
export class WholeDocument implements Framing {
  readonly #parts: string[] = [];
  #length = 0;
  readonly #maxMessageBytes: number;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  push(text: string): Iterable<string> {
    this.#length += text.length;
    if (this.#length > this.#maxMessageBytes) throw new MessageTooLarge(this.#maxMessageBytes);
    this.#parts.push(text);
    return NOTHING;
  }

  end(): string {
    return this.#parts.join('');
  }
}
