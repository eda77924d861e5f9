import { ToolError } from '../../targets/types.ts';
import { callTool, type Dress, findCall } from '../call.ts';
import type { RpcContext } from '../context.ts';
import { InvalidParams, MethodNotFound, type RequestId } from '../errors.ts';
import type { HttpResponse } from '../http.ts';
import { ACCEPTED, ok, type RpcMessage, responseHead } from '../json-rpc.ts';
import { listTools } from '../list.ts';
import { LEGACY_VERSIONS } from '../versions.ts';

/**
 * Answers one message of the revisions that open with `initialize` (2025-11-25, 2025-06-18, 2025-03-26). None of it is
 * remembered: a client that initialized at another instance, or never, is served all the same.
 *
 * @throws RpcError for a request that is wrong
 */
export async function handle2025(message: RpcMessage, context: RpcContext): Promise<HttpResponse> {
  const { id, method, params } = message;
  if (id === undefined) return ACCEPTED;
  switch (method) {
    case 'initialize':
      return ok(`${responseHead(id)}${await initialize(message, context)}}`);
    case 'ping':
      return ok(`${responseHead(id)}{}}`);
    case 'tools/list':
      return listTools(params.cursor, context, ({ nextCursor }) => [
        `${responseHead(id)}{"tools":[`,
        nextCursor === undefined ? ']}}' : `],"nextCursor":"${nextCursor}"}}`,
      ]);
    case 'tools/call':
      return callTool(await findCall(params, context), context, dress(id));
    default:
      // In these revisions a 404 means that a session ended, so the error travels in band.
      throw new MethodNotFound(method, 200);
  }
}

// spec: 2025-11-25 basic/lifecycle#version-negotiation: the version asked for, or the newest that is served.
async function initialize({ params }: RpcMessage, { catalog, view }: RpcContext): Promise<string> {
  const asked = params.protocolVersion;
  if (typeof asked !== 'string') throw new InvalidParams('params.protocolVersion must be a string');
  const protocolVersion = LEGACY_VERSIONS.includes(asked) ? asked : LEGACY_VERSIONS[0];
  const { instructions } = await catalog.details(view);
  return JSON.stringify({ protocolVersion, capabilities: { tools: {} }, serverInfo: view.info, instructions });
}

/** Results of these revisions are bare, and nobody can be asked: the answer would reach another instance. */
function dress(id: RequestId): Dress {
  const result = (text: string) => `${responseHead(id)}${text}}`;
  return {
    id,
    capabilities: undefined,
    result,
    inputRequired: ({ inputRequests }) => {
      const asked = Object.values(inputRequests).map(({ method }) => method);
      throw new ToolError(
        `This tool asks for input (${asked.join(', ')}), which needs a client of MCP 2026-07-28 or newer.`,
      );
    },
  };
}
