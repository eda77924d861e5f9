/** Bounds on what the checks and expressions of one request cost: processor time and memory, measured while they run. */
export { type Evaluation, type Meter, WORK_MS, WorkBudget, WorkExceeded } from './budget.ts';
export { countedKeys, createHasher, isEqual } from './equal.ts';
