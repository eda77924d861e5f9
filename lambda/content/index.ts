/** MCP content blocks: their types and the checks that run on every call. */
export {
  blockProblem,
  type ContentBlock,
  isBase64,
  isDateTime,
  mendBlock,
  readContent,
  type ToolResult,
} from './blocks.ts';
