/** Calls tools: finds the tool, checks its arguments and result, and asks the questions of its document. */

export { callTool, type FoundCall, findCall, type StartTool } from './call.ts';
export { targetsOwn } from './own-answers.ts';
export type { PreparedTool } from './prepared-tool.ts';
export { runTool, toolResultText } from './result.ts';
export { inexactNumbers, wrongArguments } from './wrong-arguments.ts';
