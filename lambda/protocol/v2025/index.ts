import type { HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { LOG_LEVELS } from '../../targets/index.ts';
import { complete } from '../completion/complete.ts';
import type { RpcContext } from '../context.ts';
import { listPage } from '../lists/list.ts';
import { LISTS } from '../lists/methods.ts';
import { errorResult, runOperation } from '../operation/run.ts';
import { findPrompt } from '../prompts/get.ts';
import { legacyResourceNotFound } from '../resources/not-found.ts';
import { findResource } from '../resources/read.ts';
import { InvalidParams, MethodNotFound, type RequestId } from '../rpc/errors.ts';
import { ACCEPTED, ok, type RpcMessage, responseHead } from '../rpc/json-rpc.ts';
import { callTool, type FoundCall, findCall } from '../tools/call.ts';
import { Codec2025 } from './codec.ts';
import { initialize } from './initialize.ts';

/**
 * Answers one message of the revisions that open with `initialize` (2025-11-25, 2025-06-18, 2025-03-26). None of it is
 * remembered: a client that initialized at another instance, or never, is served all the same.
 *
 * @throws RpcError for a request that is wrong
 */
export async function handle2025({ id, method, params }: RpcMessage, context: RpcContext): Promise<HttpResponse> {
  if (id === undefined) return ACCEPTED;
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
      return list(id, method, params, context);
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
      // In these revisions a 404 means that a session ended, so the error travels in band.
      throw new MethodNotFound(method, 200);
  }
}

function list(
  id: RequestId,
  method: keyof typeof LISTS,
  params: JsonObject,
  context: RpcContext,
): Promise<HttpResponse> {
  const { list: name, member } = LISTS[method];
  return listPage(name, params.cursor, context, ({ nextCursor }) => [
    `${responseHead(id)}{"${member}":[`,
    nextCursor === undefined ? ']}}' : `],"nextCursor":"${nextCursor}"}}`,
  ]);
}

async function call(id: RequestId, found: FoundCall, context: RpcContext): Promise<HttpResponse> {
  const codec = new Codec2025(id, context);
  if (found.tool.task !== 'required') return callTool(found, context, codec);
  const { name } = found.tool;
  return ok(codec.result(errorResult(`Tool ${name} runs as a task, which needs a client of MCP 2026-07-28 or newer.`)));
}

/** Nothing is remembered between requests, so the level that a call's messages are sent at stays the same. */
function acceptLevel({ level }: JsonObject): string {
  if (LOG_LEVELS.some((known) => known === level)) return '{}';
  throw new InvalidParams(`params.level must be one of ${LOG_LEVELS.join(', ')}`);
}

/** Not offered in `initialize`, and of no effect; clients that ask all the same are not turned away. */
function acceptSubscription({ uri }: JsonObject): string {
  if (typeof uri === 'string') return '{}';
  throw new InvalidParams('params.uri must be a string');
}
