/** Calls tools in the process of the command line, and keeps what happened. */
export { callTool, type Observed } from './call-tool.ts';
export type { Exchange } from './exchanges.ts';
export type { RecordedResponse } from './recorded.ts';
