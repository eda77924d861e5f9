/** Values of Cedar and what takes their place: equality, patterns, times, errors and what is not known yet. */

export { includes, includesAll, includesAny, isEqual } from './equality.ts';
export { compileLike } from './like.ts';
export { EITHER, ERROR, fromPossible, IS_ERROR, IS_FALSE, IS_TRUE, Outcome, possibleAs, UNKNOWN } from './outcome.ts';
export { parseDatetime, parseDuration, TIME_FUNCTIONS } from './time.ts';
export {
  Datetime,
  Duration,
  Entity,
  isInRange,
  isLong,
  isRecord,
  isSameEntity,
  isSet,
  type RecordValue,
  type Result,
  toLong,
  type Value,
} from './value.ts';
export { DECISION_STEPS, spend, type Work } from './work.ts';
