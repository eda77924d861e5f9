/** Bounds on what the checks and expressions of one request cost: processor time and memory, measured while they run. */
export { Meter, WORK_BYTES, WORK_MS, WorkBudget, WorkExceeded } from './budget.ts';
export { createHasher, type Hasher, isEqual } from './equal.ts';
