/** Limits of callers and tools: rates of operations, and operations in progress at once. */
export { countOperation, operationsOfCaller } from './caller.ts';
export { whileHeld } from './held.ts';
export type { Limits } from './limits.ts';
export { limitedTool } from './tool.ts';
