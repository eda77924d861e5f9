/** The functions that every stage deploys, as data: to add a function, add an entry to the table. */
export type {
  FunctionEntry,
  FunctionRule,
  FunctionSizing,
  FunctionTable,
  Reached,
  Right,
  RuleCondition,
} from './entry.ts';
export { mapValues } from './map-values.ts';
export { FUNCTIONS, type FunctionName, SERVER_PATH, STREAM_TIMEOUT_SECONDS } from './table.ts';
