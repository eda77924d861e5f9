import { type JsonObject, type MirroredParam, mirroredParams } from '../../../lambda/mcp/index.ts';
import type { Connection } from '../connection.ts';

/** More tools than one client calls; the oldest is forgotten, and looked up again when it is needed. */
const MAX_TOOLS = 1000;

interface ListedTool {
  readonly name: string;
  readonly inputSchema: JsonObject;
}

/**
 * Remembers which parameters a listed tool mirrors into headers. spec: basic/transports/streamable-http#client-behavior
 *
 * @param byTool what is known of the tools of a server, by name
 */
export function learnMirrored(byTool: Map<string, readonly MirroredParam[]>, { name, inputSchema }: ListedTool): void {
  const params = mirroredParams(inputSchema);
  byTool.delete(name);
  // Most tools mirror nothing, which is what is assumed of unknown ones.
  if (params.length === 0) return;
  byTool.set(name, params);
  const [oldest] = byTool.keys();
  if (byTool.size > MAX_TOOLS && oldest !== undefined) byTool.delete(oldest);
}

/** Looks up which arguments a tool mirrors into headers, in a list of the server's tools. */
export async function lookUpMirrored(
  connection: Connection,
  tool: string,
  tools: AsyncIterable<ListedTool>,
): Promise<void> {
  for await (const found of tools) {
    // Again, so that others of its page do not displace it.
    if (found.name === tool) return learnMirrored(connection.mirrored, found);
  }
}
