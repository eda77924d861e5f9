import type { ListPage, ServerView } from '../../catalog/types.ts';
import type { JsonObject } from '../../json.ts';
import type { InputRequiredPart } from '../../targets/parts.ts';
import { callTool, type Dress, findCall } from '../call.ts';
import type { RpcContext } from '../context.ts';
import { MethodNotFound, type RequestId } from '../errors.ts';
import type { HttpResponse } from '../http.ts';
import { ACCEPTED, ok, type RpcMessage, responseHead } from '../json-rpc.ts';
import { listTools } from '../list.ts';
import { SUPPORTED_VERSIONS } from '../versions.ts';
import { checkCapabilities, readCapabilities } from './capabilities.ts';
import { checkEnvelope } from './envelope.ts';
import { checkParamHeaders, checkStandardHeaders } from './headers.ts';

/**
 * Answers one message of revision 2026-07-28.
 *
 * @throws RpcError for a request that is wrong
 */
export async function handle2026(message: RpcMessage, context: RpcContext): Promise<HttpResponse> {
  const { id, method, params } = message;
  // This revision defines no notification from clients over HTTP, nor headers for one: there is nothing to check or to do.
  if (id === undefined) return ACCEPTED;
  checkEnvelope(message, context.request.headers);
  checkStandardHeaders(context.request.headers, message);
  switch (method) {
    case 'tools/call':
      return call(id, params, context);
    case 'tools/list':
      return listTools(params.cursor, context, (page) => listFrame(id, page, context));
    case 'server/discover':
      return ok(`${responseHead(id)}${await discover(context)}`);
    default:
      throw new MethodNotFound(method);
  }
}

async function call(id: RequestId, params: JsonObject, context: RpcContext): Promise<HttpResponse> {
  const found = await findCall(params, context);
  checkParamHeaders(context.request.headers, found.tool.headerParams, found.args);
  return callTool(found, context, new Dress2026(id, params, context.view));
}

/** Results of this revision: they say their type, and who answered. */
class Dress2026 implements Dress {
  readonly id: RequestId;
  readonly capabilities: JsonObject | undefined;
  readonly #view: ServerView;

  constructor(id: RequestId, params: JsonObject, view: ServerView) {
    this.id = id;
    this.capabilities = readCapabilities(params);
    this.#view = view;
  }

  result(text: string): string {
    return responseHead(this.id) + text.slice(0, -1) + resultTail(this.#view);
  }

  // spec: basic/patterns/mrtr: never ask for what the client did not declare.
  inputRequired({ inputRequests }: InputRequiredPart): string {
    checkCapabilities(inputRequests, this.capabilities);
    const result = JSON.stringify({ inputRequests });
    return responseHead(this.id) + result.slice(0, -1) + resultTail(this.#view, 'input_required');
  }
}

async function discover({ view, catalog, ttlMs }: RpcContext): Promise<string> {
  const { instructions } = await catalog.details(view);
  const result = {
    supportedVersions: SUPPORTED_VERSIONS,
    capabilities: { tools: {} },
    instructions,
    ttlMs,
    cacheScope: 'public',
  };
  return JSON.stringify(result).slice(0, -1) + resultTail(view);
}

function listFrame(id: RequestId, { nextCursor, cacheScope }: ListPage, { view, ttlMs }: RpcContext): [string, string] {
  const cursor = nextCursor === undefined ? '' : `,"nextCursor":"${nextCursor}"`;
  return [
    `${responseHead(id)}{"tools":[`,
    `]${cursor},"ttlMs":${ttlMs},"cacheScope":"${cacheScope}"${resultTail(view)}`,
  ];
}

const tails = new WeakMap<ServerView, string>();

/**
 * What ends every response: `resultType`, and who answered. spec: basic/index#result-types, basic/index#_meta
 * Follows at least one member of the result; closes result and response.
 */
function resultTail(view: ServerView, resultType = 'complete'): string {
  let tail = tails.get(view);
  if (tail === undefined) {
    tail = `","_meta":{"io.modelcontextprotocol/serverInfo":${JSON.stringify(view.info)}}}}`;
    tails.set(view, tail);
  }
  return `,"resultType":"${resultType}${tail}`;
}
