/**
 * Resource identifiers, which the `aud` of tokens and the metadata documents name. RFC 8707, RFC 9728 They are the public URL from
 * the settings and a path, never the `Host` of a request: a caller chooses that.
 */

/** Where metadata documents are. RFC 9728 section 3.1: the well-known part precedes the resource's path. */
export const METADATA_PATH = '/.well-known/oauth-protected-resource';

/** The server that `/mcp` stands for. */
export const DEFAULT_SERVER = 'default';

/**
 * Lists the identifiers of a server: its URL in every spelling that the load balancer accepts.
 *
 * @param publicUrl without a trailing slash
 * @param audience `deployment`: the URL of the endpoint itself identifies the server, too
 */
export function resourcesOf(server: string, publicUrl: string, audience: 'server' | 'deployment'): readonly string[] {
  const paths = [`/mcp/${server}`, `/mcp/${server}/`, `/${server}/mcp`, `/${server}/mcp/`];
  if (server === DEFAULT_SERVER) paths.push('/mcp', '/mcp/');
  if (audience === 'deployment') paths.push('', '/');
  return paths.map((path) => publicUrl + path);
}
