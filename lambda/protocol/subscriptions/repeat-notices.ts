import type { Change } from './changes.ts';

/**
 * Changes that are announced a second time. A client that reacts to the first notice may reach an instance that has a cached copy
 * of the older version. The second notice follows when all such copies have expired (DESIGN section 5: the head's age).
 */
export class RepeatNotices {
  readonly #settleMs: number;
  readonly #due = new Map<string, { readonly at: number; readonly change: Change }>();

  /** @param settleMs milliseconds after which every instance serves the published version */
  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** @param now epoch milliseconds */
  add(changes: readonly Change[], now: number): void {
    for (const change of changes) this.#due.set(JSON.stringify(change), { at: now + this.#settleMs, change });
  }

  /** The changes that are due. */
  due(now: number): readonly Change[] {
    return [...this.#due.values()].filter(({ at }) => at <= now).map(({ change }) => change);
  }

  /** Removes the changes that are due. */
  take(now: number): void {
    for (const [key, { at }] of this.#due) if (at <= now) this.#due.delete(key);
  }
}
