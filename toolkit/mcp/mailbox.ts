/** A queue between producer and consumer: a push resolves when the consumer takes the next item, which gives back-pressure. */
export class Mailbox<T> {
  readonly #waiting: { readonly item: T; readonly done: () => void }[] = [];
  #doneWithLast: () => void = () => {};
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => {};

  push(item: T): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ item, done });
      this.#wake();
    });
  }

  /** Makes `take` throw the error as soon as the queue is empty. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /** Takes the next item, or waits for it. */
  async take(): Promise<T> {
    this.#doneWithLast();
    for (;;) {
      const next = this.#waiting.shift();
      if (next) {
        this.#doneWithLast = next.done;
        return next.item;
      }
      if (this.#failure) throw this.#failure.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
