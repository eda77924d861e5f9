/** MCP content blocks: their types and the checks that run on every call. */
export { blockProblem, type ContentBlock, isBase64, readContent, type ToolResult, withoutNulls } from './blocks.ts';
