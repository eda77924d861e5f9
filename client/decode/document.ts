import { BoundedText } from './bounded-text.ts';
import type { Framing } from './framing.ts';

const NOTHING: readonly string[] = [];

/** A JSON document: the whole body. */
export class WholeDocument implements Framing {
  readonly #text: BoundedText;

  constructor(maxMessageBytes: number) {
    this.#text = new BoundedText(maxMessageBytes);
  }

  push(text: string): Iterable<string> {
    this.#text.add(text);
    return NOTHING;
  }

  end(): string {
    return this.#text.take('');
  }
}
