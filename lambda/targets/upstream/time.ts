import { withTimeout } from '../../timeout.ts';
import { ERROR_RESERVE_MS } from '../deadline.ts';

/** The time of one call: it ends at the deadline, or when nobody waits for the call any more. */
export class CallTime {
  readonly #end: number;
  readonly #now: () => number;
  readonly #running = new Set<() => void>();
  #over = false;

  /**
   * @param deadline epoch milliseconds
   * @param now the clock that the deadline goes by
   */
  constructor(deadline: number, now: () => number) {
    this.#end = deadline - ERROR_RESERVE_MS;
    this.#now = now;
  }

  /** Milliseconds that are left; none any more when the caller left. */
  get remainingMs(): number {
    return this.#over ? 0 : Math.max(0, this.#end - this.#now());
  }

  /** Whether nothing may be begun any more. */
  get isOver(): boolean {
    return this.remainingMs === 0;
  }

  /**
   * Ends something when the time ends.
   *
   * @param end called at most once
   * @returns to be called when the thing has ended by itself
   */
  during(end: () => void): () => void {
    const finish = () => {
      forget();
      end();
    };
    const timer = setTimeout(() => {
      this.#over = true; // a timer may be a moment early
      finish();
    }, this.remainingMs);
    const forget = () => {
      clearTimeout(timer);
      this.#running.delete(finish);
    };
    this.#running.add(finish);
    return forget;
  }

  /** Ends everything at once: the caller has gone. */
  leave(): void {
    this.#over = true;
    for (const finish of this.#running) finish();
  }

  /** Waits, but not beyond the end of the time. */
  async pause(ms: number): Promise<void> {
    let forget = () => {};
    const end = new Promise<void>((resolve) => {
      forget = this.during(resolve);
    });
    await withTimeout(end, ms, forget);
  }

  /**
   * Waits for something that other calls may wait for too, so that it goes on when this call ends.
   *
   * @param late makes the error when it took too long
   */
  within<T>(work: Promise<T>, late: () => Error): Promise<T> {
    const onTimeout = () => {
      throw late();
    };
    return withTimeout(work, this.remainingMs, onTimeout, (_ms, callback) => this.during(callback));
  }
}
