/** Splits the text of a body into the texts of its messages. */
export interface Framing {
  /**
   * Takes the next part of the text.
   *
   * @returns the texts that it completes, blank ones included
   * @throws MessageTooLarge when the text that has not ended has more UTF-16 units than the limit has bytes, after the texts before it
   */
  push(text: string): Iterable<string>;
  /** Returns what no separator ended. */
  end(): string;
}

/** Where a stream of events can be continued, and when: what an event carries besides its data. */
export interface EventMark {
  readonly id?: string;
  readonly retryMs?: number;
}
