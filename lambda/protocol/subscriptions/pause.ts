import type { After } from '../../timeout.ts';

/** Waits, until nobody wants it to any more. */
export class Pause {
  readonly #after: After;
  #left = false;
  #wake: () => void = () => {};

  constructor(after: After) {
    this.#after = after;
  }

  /**
   * @param ms milliseconds
   * @returns whether to go on
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

  /** Ends this wait and all that would follow. */
  leave(): void {
    this.#left = true;
    this.#wake();
  }
}
