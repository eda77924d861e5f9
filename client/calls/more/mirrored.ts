import { type JsonObject, type MirroredParam, mirroredParams } from '../../../lambda/mcp/index.ts';

/** More tools than one client calls; the oldest is forgotten, and looked up again when it is needed. */
const MAX_TOOLS = 1000;

/**
 * Remembers which parameters a listed tool mirrors into headers. spec: basic/transports/streamable-http#client-behavior
 *
 * @param byTool what is known of the tools of a server, by name
 */
export function learnMirrored(
  byTool: Map<string, readonly MirroredParam[]>,
  { name, inputSchema }: { readonly name: string; readonly inputSchema: JsonObject },
): void {
  const params = mirroredParams(inputSchema);
  byTool.delete(name);
  // Most tools mirror nothing, which is what is assumed of unknown ones.
  if (params.length === 0) return;
  byTool.set(name, params);
  const [oldest] = byTool.keys();
  if (byTool.size > MAX_TOOLS && oldest !== undefined) byTool.delete(oldest);
}
