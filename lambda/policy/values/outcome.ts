/**
 * A result that is not one value: an error, or what is only known to be one of several. As a condition, it is a set of `true`,
 * `false` and an error, in bits.
 */
export class Outcome {
  /** {@link IS_TRUE}, {@link IS_FALSE} and {@link IS_ERROR}, whichever are possible. */
  readonly possible: number;

  constructor(possible: number) {
    this.possible = possible;
  }
}

export const IS_TRUE = 1;
export const IS_FALSE = 2;
export const IS_ERROR = 4;

const OUTCOMES: readonly Outcome[] = Array.from({ length: 8 }, (_, possible) => new Outcome(possible));

/** Cedar evaluates to an error. */
export const ERROR = outcomeOf(IS_ERROR);
/** Anything: it depends on arguments that are not known. */
export const UNKNOWN = outcomeOf(IS_TRUE | IS_FALSE | IS_ERROR);
/** Certainly a boolean, and not known which. */
export const EITHER = outcomeOf(IS_TRUE | IS_FALSE);

function outcomeOf(possible: number): Outcome {
  const found = OUTCOMES[possible];
  if (found === undefined) throw new RangeError(`no outcome has the bits ${possible}`);
  return found;
}

/** What a result can be as a condition; anything other than a boolean is a type error. */
export function possibleAs(result: unknown): number {
  if (result === true) return IS_TRUE;
  if (result === false) return IS_FALSE;
  return result instanceof Outcome ? result.possible : IS_ERROR;
}

/** The result with these possibilities. */
export function fromPossible(possible: number): boolean | Outcome {
  if (possible === IS_TRUE) return true;
  return possible === IS_FALSE ? false : outcomeOf(possible);
}
