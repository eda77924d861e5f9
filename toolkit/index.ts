/** The toolkit for code tools: define a tool or serve an MCP server as a streaming Lambda function. */

export { audio, type Content, type ContentBlock, image, json, type ResourceContents, text } from './content.ts';
export type { Answer, Question, ToolContext } from './context.ts';
export { defineTool, type Tool } from './define.ts';
export { type FailureOptions, fail, ToolFailure } from './failure.ts';
export { type McpServer, serveMcpServer } from './mcp/index.ts';
export {
  type InputRequest,
  type InputRequiredPart,
  type LogLevel,
  type LogPart,
  log,
  type Output,
  type Part,
  type PartialPart,
  type ProgressPart,
  partial,
  progress,
  type ResultPart,
  result,
} from './parts.ts';
export { documentsOf, LIST_DOCUMENT, readTools, type ToolDocument } from './publish/index.ts';
export type { LambdaContext, ResponseStream, StreamingHandler } from './runtime.ts';
export {
  type CallDocument,
  type Line,
  type ListDocument,
  type ListedTool,
  type ToolsLine,
  type TraceContext,
  WIRE_VERSION,
} from './wire.ts';
