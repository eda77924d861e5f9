/** Hands things from whoever pushes to whoever takes, one at a time: a push settles when the thing after it is asked for. */
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

  /** Whoever takes gets the error, once there is nothing left to take. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /** Takes the next thing, or waits for it. */
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
