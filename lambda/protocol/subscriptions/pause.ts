import type { After } from '../../cache/bounded.ts';

/** Waits between two polls, until the client closes the stream. */
export class Pause {
  readonly #after: After;
  #left = false;
  #wake: () => void = () => {};

  constructor(after: After) {
    this.#after = after;
  }

  /**
   * @param ms milliseconds
   * @returns whether to continue
   */
  async wait(ms: number): Promise<boolean> {
    if (this.#left) return false;
    await new Promise<void>((resolve) => {
      const cancel = this.#after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    return !this.#left;
  }

  /** Ends this wait and prevents further ones. */
  leave(): void {
    this.#left = true;
    this.#wake();
  }
}
