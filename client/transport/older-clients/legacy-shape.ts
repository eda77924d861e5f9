import { isJsonObject, type Json, type JsonObject } from '../../../lambda/mcp/index.ts';
import { marksAreValid } from './header-marks.ts';

/** Returns a response of 2026-07-28 as clients of older revisions accept it. */
export function asLegacy(method: unknown, response: JsonObject): JsonObject {
  const { result } = response;
  if (!isJsonObject(result)) return response;
  if (method === 'tools/list') return { ...response, result: toolList(result) };
  if (method === 'tools/call') return { ...response, result: toolResult(result) };
  return response;
}

/** Without tools that clients must exclude, which the SDKs of older revisions do not know. spec: server/tools#x-mcp-header */
function toolList(result: JsonObject): JsonObject {
  const tools = Array.isArray(result.tools) ? result.tools : [];
  return { ...result, tools: tools.filter((tool) => isJsonObject(tool) && marksAreValid(tool.inputSchema)).map(tool) };
}

/** Older revisions allow only schemas of objects. */
function tool(definition: Json): Json {
  if (!isJsonObject(definition) || definition.outputSchema === undefined) return definition;
  const { outputSchema, ...rest } = definition;
  return isJsonObject(outputSchema) && outputSchema.type === 'object' ? definition : rest;
}

/** Older revisions allow only objects as `structuredContent`; any other value is in a text, too. */
function toolResult(result: JsonObject): JsonObject {
  const { structuredContent, ...rest } = result;
  if (structuredContent === undefined || isJsonObject(structuredContent)) return result;
  if (Array.isArray(rest.content) && rest.content.length > 0) return rest;
  return { ...rest, content: [{ type: 'text', text: JSON.stringify(structuredContent) }] };
}
