/** MCP content blocks: their types and the checks that run on every call. */
export { blockProblem, type ContentBlock, isBase64, isContent, type ToolResult } from './blocks.ts';
