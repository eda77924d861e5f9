/** MCP content blocks: their types and the checks that run on every call. */
export {
  blockProblem,
  bytesOfBase64,
  type ContentBlock,
  isBase64,
  isDateTime,
  mendBlock,
  plainBase64,
  readContent,
  type ToolResult,
} from './blocks.ts';
