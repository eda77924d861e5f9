/** Rows of one call: maps and collects them, within the limits of what is read, kept and returned. */
export { type AnswerLimit, answerLimitOf } from './answer-limit.ts';
export { MOST_ROWS, rowLimit } from './row-limit.ts';
export type { RawRow } from './row-mapper.ts';
export { type RowShape, Rows, type Taken } from './rows.ts';
