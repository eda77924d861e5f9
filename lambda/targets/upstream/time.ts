import { withTimeout } from '../../timeout.ts';
import { ERROR_RESERVE_MS } from '../deadline.ts';

/** What part of its time a call with rows keeps for the result of those that arrived. */
const ROWS_PART = 1 / 10;
const LONGEST_RESERVE_MS = 250;

/**
 * Returns the milliseconds that a call keeps for the result of its rows.
 *
 * @param timeMs the time of the call
 */
export function rowsReserveMs(timeMs: number): number {
  return Math.max(ERROR_RESERVE_MS, Math.min(LONGEST_RESERVE_MS, timeMs * ROWS_PART));
}

/** The time limit of one call: it ends at the deadline, or when the caller stops waiting. */
export class CallTime {
  readonly #end: number;
  readonly #now: () => number;
  readonly #running = new Set<() => void>();
  #over = false;
  #left = false;

  /**
   * @param deadline epoch milliseconds
   * @param now the clock of the deadline
   * @param reserveMs milliseconds before the deadline that the call keeps for its end
   */
  constructor(deadline: number, now: () => number, reserveMs = ERROR_RESERVE_MS) {
    this.#end = deadline - reserveMs;
    this.#now = now;
  }

  /** Milliseconds that remain; 0 once the caller has left. */
  get remainingMs(): number {
    return this.#over ? 0 : Math.max(0, this.#end - this.#now());
  }

  /** Whether the call may start nothing new. */
  get isOver(): boolean {
    return this.remainingMs === 0;
  }

  /** Whether the caller has left: nobody receives a result. */
  get hasLeft(): boolean {
    return this.#left;
  }

  /**
   * Registers a callback for the end of the call.
   *
   * @param end called at most once
   * @returns a function that cancels the registration
   */
  during(end: () => void): () => void {
    const finish = () => {
      forget();
      end();
    };
    const timer = setTimeout(() => {
      this.#over = true; // a timer may fire slightly early
      finish();
    }, this.remainingMs);
    const forget = () => {
      clearTimeout(timer);
      this.#running.delete(finish);
    };
    this.#running.add(finish);
    return forget;
  }

  /** Ends the call at once: the caller has left. */
  leave(): void {
    this.#over = true;
    this.#left = true;
    for (const finish of this.#running) finish();
  }

  /** Waits, but not beyond the end of the call. */
  async pause(ms: number): Promise<void> {
    let forget = () => {};
    const end = new Promise<void>((resolve) => {
      forget = this.during(resolve);
    });
    await withTimeout(end, ms, forget);
  }

  /**
   * Waits for shared work, which continues for other callers when this call ends.
   *
   * @param late creates the error for the end of the call
   */
  within<T>(work: Promise<T>, late: () => Error): Promise<T> {
    const onTimeout = () => {
      throw late();
    };
    return withTimeout(work, this.remainingMs, onTimeout, (_ms, callback) => this.during(callback));
  }
}
