import type { Change } from './changes.ts';

/**
 * Changes that are told once more. A client that is told at once may ask an instance which has not looked at the server's head
 * since, and get what was there before; so it is told again when none can be left (DESIGN section 5: the head's age).
 */
export class RepeatNotices {
  readonly #settleMs: number;
  readonly #due = new Map<string, { readonly at: number; readonly change: Change }>();

  /** @param settleMs milliseconds after which every instance shows what was published */
  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** @param now epoch milliseconds */
  add(changes: readonly Change[], now: number): void {
    for (const change of changes) this.#due.set(JSON.stringify(change), { at: now + this.#settleMs, change });
  }

  /** Takes what is due. */
  take(now: number): readonly Change[] {
    const due = [...this.#due].filter(([, { at }]) => at <= now);
    for (const [key] of due) this.#due.delete(key);
    return due.map(([, { change }]) => change);
  }
}
