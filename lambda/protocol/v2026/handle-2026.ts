import type { ListPage } from '../../catalog/types.ts';
import type { HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { knowsMethod, TASKS_EXTENSION, V2026 } from '../../mcp/index.ts';
import { knowsTasks, readCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import { completion, prompts, resources, subscriptions, tasks } from '../features.ts';
import { answerList } from '../lists/index.ts';
import { type Operation, runOperation } from '../operation/index.ts';
import { checkRoutingHeaders } from '../routing-headers.ts';
import {
  ACCEPTED,
  MethodNotFound,
  MissingClientCapability,
  ok,
  type RequestId,
  type RpcMessage,
  responseHead,
  withCacheScope,
} from '../rpc/index.ts';
import { callTool, type FoundCall, findCall, type StartTool } from '../tools/index.ts';
import { Codec2026 } from './codec.ts';
import { discover } from './discover.ts';
import { checkEnvelope } from './envelope.ts';
import { checkParamHeaders, checkStandardHeaders } from './headers.ts';
import { completeResult, resultTail } from './result.ts';

/**
 * Responds to one message of revision 2026-07-28.
 *
 * @throws RpcError for an invalid request
 */
export function handle2026(message: RpcMessage, context: RpcContext): HttpResponse | Promise<HttpResponse> {
  const { id, method, params } = message;
  if (id === undefined) {
    // This revision defines no notification from clients over HTTP, nor headers for one; those that it has may not lie.
    checkRoutingHeaders(context.request.headers, message);
    return ACCEPTED;
  }
  checkEnvelope(message, context.request.headers);
  checkStandardHeaders(context.request.headers, message);
  return method === 'tools/call' ? call(id, params, context) : answer(id, method, params, context);
}

async function answer(id: RequestId, method: string, params: JsonObject, context: RpcContext): Promise<HttpResponse> {
  if (!knowsMethod(V2026, method)) throw new MethodNotFound(method);
  const whole = (text: string) => ok(completeResult(responseHead(id), text, context.view));
  const run = (operation: Operation) => runOperation(operation, params, context, new Codec2026(id, params, context));
  switch (method) {
    case 'tools/list':
    case 'prompts/list':
    case 'resources/list':
    case 'resources/templates/list':
      return answerList({ id, method, cursor: params.cursor, tailOf: (page) => tailOf(page, context) }, context);
    case 'prompts/get':
      return run(await (await prompts()).findPrompt(params, context));
    case 'resources/read':
      return run(await (await resources()).findResource(params, context));
    case 'completion/complete':
      return whole(await (await completion()).complete(params, context));
    case 'subscriptions/listen':
      return (await subscriptions()).listen(id, params, context);
    case 'tasks/get':
    case 'tasks/update':
    case 'tasks/cancel':
      return whole(await (await tasks()).answerTaskRequest(method, params, readCapabilities(params), context));
    case 'server/discover':
      return answerDiscover(id, context);
    default:
      throw new MethodNotFound(method);
  }
}

async function answerDiscover(id: RequestId, context: RpcContext): Promise<HttpResponse> {
  const cacheScope = context.access.isOpen([]) ? 'public' : 'private';
  const text = completeResult(responseHead(id), await discover(context, cacheScope), context.view);
  return withCacheScope(ok(text), cacheScope);
}

function call(id: RequestId, params: JsonObject, context: RpcContext): HttpResponse | Promise<HttpResponse> {
  const found = findCall(params, context);
  if (found instanceof Promise) return found.then((tool) => callFound(id, tool, context));
  return callFound(id, found, context);
}

function callFound(id: RequestId, found: FoundCall, context: RpcContext): HttpResponse | Promise<HttpResponse> {
  checkParamHeaders(context.request.headers, found.tool.headerParams, found.args);
  const codec = new Codec2026(id, found.params, context);
  return callTool(found, context, codec, taskStarter(found, context, codec.capabilities));
}

/**
 * Decides whether a call runs as a task.
 *
 * @returns `undefined` for a call that does not
 * @throws MissingClientCapability if the tool runs only as a task, and the client does not declare the tasks extension
 */
function taskStarter(
  found: FoundCall,
  context: RpcContext,
  capabilities: JsonObject | undefined,
): StartTool | undefined {
  const { task } = found.tool;
  if (task === undefined) return undefined;
  if (knowsTasks(capabilities)) {
    return async (args, answers) => {
      const { createTask } = await tasks();
      return { type: 'task', text: await createTask({ ...found, args }, answers, context) };
    };
  }
  if (task === 'required') throw new MissingClientCapability({ extensions: { [TASKS_EXTENSION]: {} } });
  return undefined;
}

function tailOf({ nextCursor, cacheScope }: ListPage, { view, ttlMs }: RpcContext): string {
  const cursor = nextCursor === undefined ? '' : `,"nextCursor":"${nextCursor}"`;
  return `]${cursor},"ttlMs":${ttlMs},"cacheScope":"${cacheScope}"${resultTail(view)}`;
}
