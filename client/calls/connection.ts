import type { JsonObject, MirroredParam } from '../../lambda/mcp/index.ts';
import type { Endpoint } from '../http/index.ts';
import type { AnswerHandler } from './questions.ts';

/** The program that sends the requests. spec: basic/index#_meta */
export interface ClientInfo {
  readonly name: string;
  readonly version: string;
}

/** One MCP server of a deployment, and all that requests to it have in common. */
export interface Connection {
  readonly endpoint: Endpoint;
  readonly clientInfo: ClientInfo;
  /** Declared with every request, in addition to what the client implements. */
  readonly capabilities: JsonObject;
  readonly answer: AnswerHandler | undefined;
  /** The parameters that tools of this server mirror into headers, by tool, as far as the client has seen the tools' schemas. */
  readonly mirrored: Map<string, readonly MirroredParam[]>;
  /** Returns the next request ID. */
  readonly newId: () => number;
}

/**
 * Returns the URL of a server.
 *
 * @param deployment URL of the deployment's endpoint, with or without `/mcp` and a trailing slash
 * @throws TypeError for a name that a path cannot carry
 */
export function serverUrl(deployment: string, server: string): string {
  // A path segment of dots would lead to another path.
  if (!/[^.]/.test(server))
    throw new TypeError(`server must be the name of an MCP server, found ${JSON.stringify(server)}`);
  return `${deployment}/mcp/${encodeURIComponent(server)}`;
}

/**
 * Returns the URL of a deployment's endpoint without `/mcp` and a trailing slash.
 *
 * @throws TypeError for what is not an http or https URL, or has credentials, a query or a fragment
 */
export function deploymentUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new TypeError(`url must be the http or https URL of a deployment, found ${JSON.stringify(url)}`);
  }
  if (parsed.search !== '' || parsed.hash !== '') throw new TypeError('url must not have a query or a fragment');
  if (parsed.username !== '' || parsed.password !== '') {
    throw new TypeError('url must not contain credentials: pass them in headers');
  }
  return parsed.href.replace(/\/*(?:\/mcp)?\/*$/, '');
}
