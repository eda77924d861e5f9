import { truncateText } from '../../text/index.ts';
import type { Meter } from '../../work/index.ts';

/** Errors that are kept of one value; a caller is shown fewer. */
const MAX_COLLECTED = 100;
/** Characters of one of them; much of it may be the caller's own words. */
const ERROR_CHARS = 500;

/** Ends a run that has errors enough. */
export const ENOUGH = Symbol('enough errors');

/** One walk over a value: to find out whether it is valid, or, when it is known not to be, to say why. */
export class Run {
  readonly meter: Meter;
  /** Whether errors are wanted: then the walk goes on after the first. */
  readonly collects: boolean;
  /** Whether errors say what to send instead. */
  readonly advises: boolean;
  /** The keys and indexes that lead to the current value. */
  readonly path: (string | number)[] = [];
  readonly errors: string[] = [];
  /** Whether there were more errors than are kept. */
  isCut = false;
  /** Branches that are open: their errors count only if the whole of them fails. */
  #branches = 0;

  constructor(meter: Meter, collects: boolean, advises = false) {
    this.meter = meter;
    this.collects = collects;
    this.advises = advises;
  }

  /** The place of the current value, as a JSON pointer without its leading slash. */
  get place(): string {
    return this.path.map(pointerPart).join('/') || '(root)';
  }

  /** Reports an error of the current value. @returns `false`, the result of the failed keyword */
  fail(message: () => string): false {
    if (this.collects) this.#add(message, this.errors.length);
    return false;
  }

  /**
   * Runs a check whose errors count only when the whole check fails.
   *
   * @param attempt returns whether the check holds
   * @param message the error that precedes the others when it does not
   */
  tentatively(attempt: () => boolean, message: () => string): boolean {
    const before = this.errors.length;
    const wasCut = this.isCut;
    this.#branches += 1;
    const holds = attempt();
    this.#branches -= 1;
    if (!holds) {
      if (this.collects) this.#add(message, before);
      return false;
    }
    this.errors.length = before;
    this.isCut = wasCut;
    return true;
  }

  #add(message: () => string, place: number): void {
    if (place < MAX_COLLECTED) this.errors.splice(place, 0, this.#line(message()));
    if (this.errors.length <= MAX_COLLECTED) return;
    this.errors.length = MAX_COLLECTED;
    this.isCut = true;
    if (this.#branches === 0) throw ENOUGH;
  }

  #line(message: string): string {
    this.meter.spend(4 + (message.length >> 6));
    return truncateText(`${this.place}: ${message}`, ERROR_CHARS);
  }
}

/** One part of a JSON pointer, no longer than an error. */
function pointerPart(part: string | number): string {
  return truncateText(String(part), ERROR_CHARS).replaceAll('~', '~0').replaceAll('/', '~1');
}
