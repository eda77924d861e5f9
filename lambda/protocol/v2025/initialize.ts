import type { HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { LEGACY_VERSIONS } from '../../mcp/index.ts';
import type { RpcContext } from '../context.ts';
import { InvalidParams, type RequestId } from '../rpc/errors.ts';
import { ok, responseHead } from '../rpc/json-rpc.ts';
import { sessionId } from './session.ts';

/** Neither changes nor updates can be told: that would take a stream of its own, on GET, and nobody would hold it open. */
const CAPABILITIES: JsonObject = { tools: {}, prompts: {}, resources: {}, completions: {}, logging: {} };

/**
 * Answers `initialize`. spec: 2025-11-25 basic/lifecycle#version-negotiation: the version asked for, or the newest that is served.
 *
 * @throws InvalidParams
 */
export async function initialize(id: RequestId, params: JsonObject, context: RpcContext): Promise<HttpResponse> {
  const { catalog, view } = context;
  const asked = params.protocolVersion;
  if (typeof asked !== 'string') throw new InvalidParams('params.protocolVersion must be a string');
  const protocolVersion = LEGACY_VERSIONS.includes(asked) ? asked : LEGACY_VERSIONS[0];
  const { instructions } = await catalog.details(view);
  const result = { protocolVersion, capabilities: CAPABILITIES, serverInfo: view.info, instructions };
  const response = ok(`${responseHead(id)}${JSON.stringify(result)}}`);
  const session = await sessionId(params.capabilities, context);
  if (session === undefined) return response;
  return { ...response, headers: { ...response.headers, 'mcp-session-id': session } };
}
