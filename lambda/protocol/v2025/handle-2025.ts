import type { ListPage } from '../../catalog/types.ts';
import type { HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { LOG_LEVELS } from '../../targets/index.ts';
import { complete } from '../completion/index.ts';
import type { RpcContext } from '../context.ts';
import { answerList } from '../lists/index.ts';
import { errorResult, runOperation } from '../operation/index.ts';
import { findPrompt } from '../prompts/index.ts';
import { findResource, legacyResourceNotFound } from '../resources/index.ts';
import {
  ACCEPTED,
  InvalidParams,
  MethodNotFound,
  ok,
  type RequestId,
  type RpcMessage,
  responseHead,
} from '../rpc/index.ts';
import { callTool, type FoundCall, findCall } from '../tools/index.ts';
import { withoutNulls } from './absent-members.ts';
import { Codec2025 } from './codec.ts';
import { initialize } from './initialize.ts';

/**
 * Responds to one message of the revisions that open with `initialize` (2025-11-25, 2025-06-18, 2025-03-26). No state is kept: a
 * client that initialized at another instance, or never, is served as well.
 *
 * @throws RpcError for an invalid request
 */
export async function handle2025(message: RpcMessage, context: RpcContext): Promise<HttpResponse> {
  const { id, method } = message;
  if (id === undefined) return ACCEPTED;
  const params = withoutNulls(method, message.params);
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
      return answerList({ id, method, cursor: params.cursor, tailOf }, context);
    case 'tools/call':
      return call(id, await findCall(params, context), context);
    case 'prompts/get':
      return runOperation(await findPrompt(params, context), params, context, new Codec2025(id, context));
    case 'resources/read':
      return runOperation(
        await findResource(params, context, legacyResourceNotFound),
        params,
        context,
        new Codec2025(id, context),
      );
    case 'completion/complete':
      return whole(await complete(params, context));
    case 'logging/setLevel':
      return whole(acceptLevel(params));
    case 'resources/subscribe':
    case 'resources/unsubscribe':
      return whole(acceptSubscription(params));
    default:
      // In these revisions, status 404 means that the session ended, so this error has status 200.
      throw new MethodNotFound(method, 200);
  }
}

function tailOf({ nextCursor }: ListPage): string {
  return nextCursor === undefined ? ']}}' : `],"nextCursor":"${nextCursor}"}}`;
}

async function call(id: RequestId, found: FoundCall, context: RpcContext): Promise<HttpResponse> {
  const codec = new Codec2025(id, context);
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
