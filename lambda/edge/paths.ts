import { DEFAULT_SERVER } from '../auth/index.ts';

// The load balancer's rules use the same pattern. Both forms of `/mcp/mcp` name the server `mcp`, and `/mcp/` names none.
const ENDPOINT = /^\/(?:mcp(?:\/([a-z0-9-]{1,64}))?|([a-z0-9-]{1,64})\/mcp)\/?$/;

/** The server that a path names; `undefined` for any other path. */
export function serverOf(path: string): string | undefined {
  const match = ENDPOINT.exec(path);
  return match ? (match[1] ?? match[2] ?? DEFAULT_SERVER) : undefined;
}
