/** Holds what an upstream sends after its first piece, until a test lets it go. */
class Gate {
  /** Answers that are held for someone who still listens. */
  holding = 0;
  #opened: Promise<void> = Promise.resolve();
  #open = () => {};

  close(): void {
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }

  /**
   * Waits until the gate is open, or nobody listens any more.
   *
   * @param gone when the listener is gone
   */
  async pass(gone: Promise<unknown>): Promise<void> {
    this.holding += 1;
    await Promise.race([this.#opened, gone]);
    this.holding -= 1;
  }
}

/** The gate of the test file that imports it. */
export const gate = new Gate();
