/** Limits that jsonata enforces itself, as its second argument. */
export const ENGINE_LIMITS = {
  /** Milliseconds. Checked at each node of the expression, so a native function can exceed it. */
  timeout: 200,
  /**
   * Open evaluations. Siblings of one object count as much as nested calls, so 200 would refuse a
   * `{ key: value }` grouping of 70 groups; an endless recursion reaches 2,000 after about 30 ms and 20 MB.
   */
  stack: 2_000,
  /** Elements of a sequence. */
  sequence: 100_000,
} as const;

/** Characters of one expression's source. */
export const SOURCE_CHARS = 16_384;
/** Characters and nodes of any value during the evaluation. */
export const VALUE_WEIGHT = 16_000_000;
/** Nesting of the resulting value. */
export const VALUE_DEPTH = 512;
/** Characters of a text that is searched, split, replaced in or shortened. */
export const TEXT_CHARS = 2_000_000;
/** The width that `$pad` can fill. */
export const PAD_WIDTH = 100_000;
/** Elements that jsonata sorts, spreads or compares pairwise: its algorithms are quadratic in time and memory. */
export const PAIRWISE_ITEMS = 2_000;
/** Characters of a date or number picture. */
export const PICTURE_CHARS = 200;

/** Optional and repeated parameters of a function's signature; jsonata matches them by backtracking. */
export const OPEN_PARAMETERS = 4;

/** An expression exceeded a limit. The message names the limit, and contains no value of the expression. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
}
