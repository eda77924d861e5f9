import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { META, TASKS_EXTENSION } from '../mcp/index.ts';
import type { InputRequest, InputRequests } from '../targets/index.ts';

/** Reads the capabilities that the client declared with this request (MCP's ClientCapabilities). */
export function readCapabilities(params: JsonObject): JsonObject | undefined {
  const capabilities = isJsonObject(params._meta) ? params._meta[META.clientCapabilities] : undefined;
  return isJsonObject(capabilities) ? capabilities : undefined;
}

/** Whether the client declared the tasks extension with this request. */
export function knowsTasks(capabilities: JsonObject | undefined): boolean {
  const extensions = capabilities?.extensions;
  return isJsonObject(extensions) && isJsonObject(extensions[TASKS_EXTENSION]);
}

/**
 * Finds the capabilities that these questions require and the client did not declare.
 *
 * @param declared MCP's ClientCapabilities
 * @returns the missing capabilities, in the same shape; `undefined` if none is missing
 * @throws Error for a question that no client supports: a mistake in the target
 */
export function missingCapabilities(requests: InputRequests, declared: JsonObject | undefined): JsonObject | undefined {
  const missing: Record<string, JsonObject> = {};
  for (const request of Object.values(requests)) {
    const [capability, mode] = neededFor(request);
    const own = declared?.[capability];
    if (isJsonObject(own) && (mode === undefined || allows(own, mode))) continue;
    // An empty object means form mode. A client that declared other modes must name form mode.
    const named = mode !== undefined && (mode !== 'form' || isJsonObject(own)) ? { [mode]: {} } : {};
    missing[capability] = { ...missing[capability], ...named };
  }
  return Object.keys(missing).length === 0 ? undefined : missing;
}

// spec: basic/patterns/mrtr, client/elicitation#capabilities, client/sampling#capabilities
function neededFor({ method, params }: InputRequest): readonly [capability: string, mode?: string] {
  switch (method) {
    case 'elicitation/create':
      return params.mode === 'url' ? ['elicitation', 'url'] : ['elicitation', 'form'];
    case 'sampling/createMessage':
      return params.tools === undefined && params.toolChoice === undefined ? ['sampling'] : ['sampling', 'tools'];
    case 'roots/list':
      return ['roots'];
    default:
      throw new Error(`a target requests ${method}, which no client supports`);
  }
}

// spec: client/elicitation#capabilities: an empty object means form mode only.
function allows(capability: JsonObject, mode: string): boolean {
  const declared: Json | undefined = capability[mode];
  if (isJsonObject(declared)) return true;
  return mode === 'form' && Object.keys(capability).length === 0;
}
