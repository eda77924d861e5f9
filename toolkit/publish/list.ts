import { isObject, type ListDocument, type ListedTool, WIRE_VERSION } from '../wire.ts';

/** Invoke a function with this payload to list its tools; {@link readTools} parses the response. */
export const LIST_DOCUMENT: ListDocument = { spillway: WIRE_VERSION, list: true };

/**
 * Parses a function's response to {@link LIST_DOCUMENT}.
 *
 * @param answer the complete response
 * @throws Error with the reason when the response does not contain a list of tools
 */
export function readTools(answer: string): readonly ListedTool[] {
  const line = parse(answer);
  if (isObject(line) && line.type === 'tools' && Array.isArray(line.tools)) return line.tools.map(readTool);
  if (isObject(line) && line.type === 'failed') throw new Error(String(line.message));
  throw new Error('the function did not return its tools: its handler must be serveMcpServer(...) of the toolkit');
}

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer.trim());
  } catch {
    return undefined;
  }
}

function readTool(tool: unknown): ListedTool {
  if (isObject(tool) && typeof tool.name === 'string' && isObject(tool.inputSchema))
    return tool as unknown as ListedTool;
  throw new Error('the function lists a tool without a name or an inputSchema');
}
