import * as client from '../../client/index.ts';
import { CommandFailed } from './context.ts';
import { packageVersion } from './version.ts';

const CLIENT_INFO = { name: 'spillway-cli', version: packageVersion() };

/**
 * Calls a tool as an agent of MCP 2026-07-28 does.
 *
 * @returns the result
 * @throws CommandFailed for an error of the protocol, or a server that cannot be reached
 */
export async function callTool(
  server: { readonly url: string; readonly fetch: typeof fetch },
  call: client.ToolCall,
): Promise<client.JsonObject> {
  try {
    return await client.callTool({ ...server, clientInfo: CLIENT_INFO }, call);
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): unknown {
  if (error instanceof client.ServerUnreachable || error instanceof client.NotAnMcpResponse) {
    return new CommandFailed(error.message);
  }
  if (error instanceof client.McpRequestFailed) {
    return new CommandFailed(`${error.message} (${error.code}, HTTP ${error.status})`);
  }
  return error;
}
