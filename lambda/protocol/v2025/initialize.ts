import type { HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { knownMembers, LEGACY_VERSIONS, NEWEST_LEGACY_VERSION } from '../../mcp/index.ts';
import type { RpcContext } from '../context.ts';
import { InvalidParams, ok, type RequestId, responseHead } from '../rpc/index.ts';
import { sessionId } from './session.ts';

/** Without `listChanged` and `subscribe`: these need a stream on GET, which a stateless server does not keep open. */
const CAPABILITIES: JsonObject = { tools: {}, prompts: {}, resources: {}, completions: {}, logging: {} };

/**
 * Handles `initialize` with the requested version, or the newest one that is supported. spec: 2025-11-25
 * basic/lifecycle#version-negotiation
 *
 * @throws InvalidParams without a version
 */
export async function initialize(id: RequestId, params: JsonObject, context: RpcContext): Promise<HttpResponse> {
  const { catalog, view } = context;
  const requested = params.protocolVersion;
  if (typeof requested !== 'string') throw new InvalidParams('params.protocolVersion must be a string');
  const protocolVersion = LEGACY_VERSIONS.includes(requested) ? requested : NEWEST_LEGACY_VERSION;
  const { instructions } = await catalog.details(view);
  const result = {
    protocolVersion,
    capabilities: knownMembers(protocolVersion, 'capability', CAPABILITIES),
    serverInfo: knownMembers(protocolVersion, 'serverInfo', view.info),
    instructions,
  };
  const response = ok(`${responseHead(id)}${JSON.stringify(result)}}`);
  const session = await sessionId(params.capabilities, context);
  if (session === undefined) return response;
  return { ...response, headers: { ...response.headers, 'mcp-session-id': session } };
}
