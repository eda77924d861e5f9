/** Gets prompts: reads the arguments, and makes messages of inline content or of a target's result. */
export { findPrompt } from './get.ts';
export type { PreparedPrompt } from './prepared-prompt.ts';
