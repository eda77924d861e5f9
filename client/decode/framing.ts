/** Splits the text of a body into the texts of its messages. */
export interface Framing {
  /**
   * Takes the next part of the text.
   *
   * @returns the texts that it completes, blank ones included
   * @throws MessageTooLarge where the texts before the large one have been taken
   */
  push(text: string): Iterable<string>;
  /** Returns what no separator ended. */
  end(): string;
}
