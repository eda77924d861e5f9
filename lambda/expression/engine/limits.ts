/** Limits that jsonata enforces itself, as its second argument. */
export const ENGINE_LIMITS = {
  /**
   * Open evaluations. Siblings of one object count as much as nested calls, so 200 would refuse a
   * `{ key: value }` grouping of 70 groups; an endless recursion reaches 2,000 after about 30 ms and 20 MB.
   */
  stack: 2_000,
  /** Items of a range, and of a sequence that jsonata itself builds. */
  sequence: 100_000,
} as const;

/** Items of a sequence that the native evaluator builds. */
export const SEQUENCE_ITEMS = 1_000_000;
/** Steps that one node of an expression counts for: some 3 us. */
export const NODE_STEPS = 64;
/** Weight of arguments from which on a function that checks no time limit runs where it can be interrupted. */
export const WATCHED_WEIGHT = 64_000;

/** Characters of one expression's source. */
export const SOURCE_CHARS = 16_384;
/** Characters and nodes of any value during the evaluation. */
export const VALUE_WEIGHT = 8_000_000;
/** The same of an object or list that is compared by `=`, or written out by `&`. */
export const OPERAND_WEIGHT = 2_000_000;
/** Items of a list that `$append` or `$zip` builds. */
export const BUILT_ITEMS = 1_000_000;
/** Items between `[` and `]` in the source; for each, jsonata copies those before it. */
export const LIST_ITEMS = 512;
/** Rows of a join (`@`, `#`, `%`) that `{key: value}` groups: for each, jsonata copies those before it. */
export const GROUPED_ROWS = 5_000;
/** Characters of a text that `$split` takes apart into its characters. */
export const SPLIT_CHARS = 500_000;
/** Nesting of the resulting value. */
export const VALUE_DEPTH = 512;
/** Characters of a text that is searched, split, replaced in or shortened. */
export const TEXT_CHARS = 2_000_000;
/** The width that `$pad` can fill. */
export const PAD_WIDTH = 100_000;
/** Keys that `*` meets: jsonata copies all it has found so far for each of them. */
export const PAIRWISE_ITEMS = 2_000;
/** Instructions of all patterns of an expression, of some 500 bytes each: `/(ab?){1,100}/` has 300. */
export const PATTERN_INSTRUCTIONS = 50_000;
/** Characters of a date or number picture. */
export const PICTURE_CHARS = 200;

/** Optional and repeated parameters of a function's signature; jsonata matches them by backtracking. */
export const OPEN_PARAMETERS = 4;

/** An expression exceeded a limit. The message names the limit, and contains no value of the expression. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
}

/** A function refuses its arguments. The message continues the function's name, and contains no text that was given. */
export class ArgumentRefused extends LimitExceeded {}
