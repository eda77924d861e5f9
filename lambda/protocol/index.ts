/** MCP over JSON-RPC: one POST to a server in, one HTTP response out, for every revision that this endpoint serves. */
export type { PoliciesOf } from './context.ts';
export { type PreparedPrompt, preparePrompt } from './prompts/prepared-prompt.ts';
export { createProtocol, type Protocol } from './protocol.ts';
export { type PreparedResource, prepareResource } from './resources/prepared-resource.ts';
export { callAlone } from './tools/call-alone.ts';
export { type PreparedTool, prepareTool } from './tools/prepared-tool.ts';
