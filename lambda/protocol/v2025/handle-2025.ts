import type { ListPage } from '../../catalog/types.ts';
import type { HttpRequest, HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { knowsMethod, LEGACY_VERSIONS, OLDEST_VERSION } from '../../mcp/index.ts';
import { LOG_LEVELS } from '../../targets/index.ts';
import type { RpcContext } from '../context.ts';
import { completion, prompts, resources } from '../features.ts';
import { answerList } from '../lists/index.ts';
import { errorResult, runOperation } from '../operation/index.ts';
import { ACCEPTED, InvalidParams, MethodNotFound, ok, type RpcMessage, responseHead } from '../rpc/index.ts';
import { callTool, type FoundCall, findCall } from '../tools/index.ts';
import { withoutNulls } from './absent-members.ts';
import { Codec2025 } from './codec.ts';
import { fitterFor } from './fitter.ts';
import { initialize } from './initialize.ts';

/**
 * Responds to one message of the revisions that open with `initialize` (2025-11-25 to 2024-11-05). No state is kept: a
 * client that initialized at another instance, or never, is served as well.
 *
 * @throws RpcError for an invalid request
 */
export async function handle2025(message: RpcMessage, context: RpcContext): Promise<HttpResponse> {
  const { id, method } = message;
  if (id === undefined) return ACCEPTED;
  const revision = revisionOf(context.request);
  // In these revisions, status 404 means that the session ended, so this error has status 200.
  if (!knowsMethod(revision, method)) throw new MethodNotFound(method, 200);
  const params = withoutNulls(method, message.params);
  const codec = () => new Codec2025(id, revision, context);
  const whole = (text: string) => ok(`${responseHead(id)}${text}}`);
  switch (method) {
    case 'initialize':
      return initialize(id, params, context);
    case 'ping':
      return whole('{}');
    case 'tools/list':
    case 'prompts/list':
    case 'resources/list':
    case 'resources/templates/list':
      return answerList({ id, method, cursor: params.cursor, tailOf, fitItems: fitterFor(revision).entries }, context);
    case 'tools/call':
      return call(await findCall(params, context), context, codec());
    case 'prompts/get':
      return runOperation(await (await prompts()).findPrompt(params, context), params, context, codec());
    case 'resources/read': {
      const { findResource, legacyResourceNotFound } = await resources();
      return runOperation(await findResource(params, context, legacyResourceNotFound), params, context, codec());
    }
    case 'completion/complete':
      return whole(await (await completion()).complete(params, context));
    case 'logging/setLevel':
      return whole(acceptLevel(params));
    case 'resources/subscribe':
    case 'resources/unsubscribe':
      return whole(acceptSubscription(params));
    default:
      throw new MethodNotFound(method, 200);
  }
}

/**
 * Returns the revision of a request: that of its header. Clients of 2024-11-05 and some of 2025-03-26 send none, so a request
 * without one gets only what both know.
 */
function revisionOf({ headers }: HttpRequest): string {
  const version = headers['mcp-protocol-version']?.trim();
  return version !== undefined && LEGACY_VERSIONS.includes(version) ? version : OLDEST_VERSION;
}

function tailOf({ nextCursor }: ListPage): string {
  return nextCursor === undefined ? ']}}' : `],"nextCursor":"${nextCursor}"}}`;
}

async function call(found: FoundCall, context: RpcContext, codec: Codec2025): Promise<HttpResponse> {
  if (found.tool.task !== 'required') return callTool(found, context, codec);
  const { name } = found.tool;
  return ok(
    codec.result(errorResult(`Tool ${name} runs only as a task, which requires a client of MCP 2026-07-28 or newer.`)),
  );
}

/** Accepts the level without effect: no state is kept between requests, so the level of a call's messages does not change. */
function acceptLevel({ level }: JsonObject): string {
  if (LOG_LEVELS.some((known) => known === level)) return '{}';
  throw new InvalidParams(`params.level must be one of ${LOG_LEVELS.join(', ')}`);
}

/** Accepts a subscription without effect: `initialize` does not offer it, but some clients send it anyway. */
function acceptSubscription({ uri }: JsonObject): string {
  if (typeof uri === 'string') return '{}';
  throw new InvalidParams('params.uri must be a string');
}
