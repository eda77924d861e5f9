import * as client from '../../client/index.ts';
import type { CliContext } from './context.ts';
import { type Authorized, authorizeCalls } from './credentials/index.ts';
import { packageVersion } from './version.ts';

const CLIENT_INFO = { name: 'spillway-cli', version: packageVersion() };

/** An MCP server, and who calls it. */
interface CalledServer extends Authorized {
  readonly url: string;
}

/**
 * An MCP server as the user of the command line calls it.
 *
 * @param known the key of `--key`, and the local stack if it is called
 * @throws UsageError for a key that cannot be sent
 */
export async function serverAt(
  url: string,
  known: Parameters<typeof authorizeCalls>[1],
  context: CliContext,
): Promise<CalledServer> {
  return { url, ...(await authorizeCalls(url, known, context)) };
}

/**
 * Calls a tool as an agent of MCP 2026-07-28 does.
 *
 * @returns the result
 * @throws CommandFailed for an error of the protocol, or a server that cannot be reached
 */
export async function callTool(server: CalledServer, call: client.ToolCall): Promise<client.JsonObject> {
  try {
    return await client.callTool({ url: server.url, fetch: server.fetch, clientInfo: CLIENT_INFO }, call);
  } catch (error) {
    throw server.explain(error);
  }
}
