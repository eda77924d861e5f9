import type { ListPage } from '../../catalog/index.ts';
import type { HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { readCapabilities } from '../client-capabilities.ts';
import { complete } from '../completion/complete.ts';
import type { RpcContext } from '../context.ts';
import { listPage } from '../lists/list.ts';
import { LISTS } from '../lists/methods.ts';
import { runOperation } from '../operation/run.ts';
import { findPrompt } from '../prompts/get.ts';
import { findResource } from '../resources/read.ts';
import { MethodNotFound, type RequestId } from '../rpc/errors.ts';
import { ACCEPTED, ok, type RpcMessage, responseHead } from '../rpc/json-rpc.ts';
import { listen } from '../subscriptions/listen.ts';
import { answerTaskRequest } from '../tasks/index.ts';
import { callTool, findCall } from '../tools/call.ts';
import { Codec2026 } from './codec.ts';
import { discover } from './discover.ts';
import { checkEnvelope } from './envelope.ts';
import { checkParamHeaders, checkStandardHeaders } from './headers.ts';
import { completeResult, resultTail } from './result.ts';

/**
 * Answers one message of revision 2026-07-28.
 *
 * @throws RpcError for a request that is wrong
 */
export function handle2026(message: RpcMessage, context: RpcContext): HttpResponse | Promise<HttpResponse> {
  const { id, method, params } = message;
  // This revision defines no notification from clients over HTTP, nor headers for one: there is nothing to check or to do.
  if (id === undefined) return ACCEPTED;
  checkEnvelope(message, context.request.headers);
  checkStandardHeaders(context.request.headers, message);
  return method === 'tools/call' ? call(id, params, context) : answer(id, method, params, context);
}

async function answer(id: RequestId, method: string, params: JsonObject, context: RpcContext): Promise<HttpResponse> {
  const whole = (text: string) => ok(completeResult(responseHead(id), text, context.view));
  switch (method) {
    case 'tools/list':
    case 'prompts/list':
    case 'resources/list':
    case 'resources/templates/list':
      return list(id, method, params, context);
    case 'prompts/get':
      return runOperation(await findPrompt(params, context), params, context, new Codec2026(id, params, context));
    case 'resources/read':
      return runOperation(await findResource(params, context), params, context, new Codec2026(id, params, context));
    case 'completion/complete':
      return whole(await complete(params, context));
    case 'subscriptions/listen':
      return listen(id, params, context);
    case 'tasks/get':
    case 'tasks/update':
    case 'tasks/cancel':
      return whole(await answerTaskRequest(method, params, readCapabilities(params), context));
    case 'server/discover':
      return whole(await discover(context));
    default:
      throw new MethodNotFound(method);
  }
}

async function call(id: RequestId, params: JsonObject, context: RpcContext): Promise<HttpResponse> {
  const finding = findCall(params, context);
  const found = finding instanceof Promise ? await finding : finding;
  checkParamHeaders(context.request.headers, found.tool.headerParams, found.args);
  return await callTool(found, context, new Codec2026(id, params, context));
}

function list(
  id: RequestId,
  method: keyof typeof LISTS,
  params: JsonObject,
  context: RpcContext,
): Promise<HttpResponse> {
  const { list: name, member } = LISTS[method];
  return listPage(name, params.cursor, context, (page) => listFrame(id, member, page, context));
}

function listFrame(
  id: RequestId,
  member: string,
  { nextCursor, cacheScope }: ListPage,
  { view, ttlMs }: RpcContext,
): [string, string] {
  const cursor = nextCursor === undefined ? '' : `,"nextCursor":"${nextCursor}"`;
  return [
    `${responseHead(id)}{"${member}":[`,
    `]${cursor},"ttlMs":${ttlMs},"cacheScope":"${cacheScope}"${resultTail(view)}`,
  ];
}
