import type { After } from '../../timeout.ts';

/** Waits between two polls, until the client closes the stream. */
export class Pause {
  readonly #after: After;
  #stopped = false;
  #wake: () => void = () => {};

  constructor(after: After) {
    this.#after = after;
  }

  /**
   * @param ms milliseconds
   * @returns whether to continue
   */
  async wait(ms: number): Promise<boolean> {
    if (this.#stopped) return false;
    await new Promise<void>((resolve) => {
      const cancel = this.#after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    return !this.#stopped;
  }

  /** Ends this wait and prevents further ones. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }
}
