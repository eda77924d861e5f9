import type { SubscriptionsDocument } from '../../catalog/index.ts';
import type { HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { TASKS_EXTENSION } from '../../mcp/index.ts';
import { type After, afterTimeout } from '../../timeout.ts';
import { knowsTasks, readCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import { findReadable } from '../resources/index.ts';
import { type Encoding, encodingFor } from '../response/index.ts';
import { InvalidRequest, MissingClientCapability, type RequestId } from '../rpc/index.ts';
import { readTask } from '../tasks/index.ts';
import { type Filter, isEmpty, readFilter } from './filter.ts';
import { Pause } from './pause.ts';
import { SubscriptionMessages } from './subscription-messages.ts';
import { type Watch, watch } from './watch.ts';
import { WatchedTasks } from './watched-tasks.ts';

/** Seconds that a stream stays open if the Server document sets no limit. */
const DEFAULT_MAX_SECONDS = 120;
/** Milliseconds reserved before the invocation's deadline for the last poll and the response. */
const CLOSING_RESERVE_MS = 3_000;

/**
 * Handles `subscriptions/listen` of revision 2026-07-28: acknowledges the notifications that it sends, sends them when changes
 * occur, and closes the stream gracefully at its time limit; the client may open another. spec: basic/patterns/subscriptions
 *
 * A function does not detect that a client disconnected (DESIGN section 2, fact 5), so the stream stays open until its
 * time limit.
 *
 * @param after the timer
 * @throws InvalidParams for a filter of the wrong shape; MissingClientCapability for `taskIds` of a client without the tasks
 * extension; InvalidRequest (406) if the client does not accept a stream, and if the path does not stream and there is something
 * to report
 */
export async function listen(
  id: RequestId,
  params: JsonObject,
  context: RpcContext,
  after: After = afterTimeout,
): Promise<HttpResponse> {
  const { request, catalog, view, now, log, ttlMs: settleMs } = context;
  const asked = readFilter(params);
  if (asked.taskIds !== undefined && !knowsTasks(readCapabilities(params))) {
    throw new MissingClientCapability({ extensions: { [TASKS_EXTENSION]: {} } });
  }
  // On the buffered path, a response that is complete at once has the same form.
  const encoding = encodingFor({ ...request, streams: true });
  // spec: basic/patterns/subscriptions: the acknowledgement precedes the response, so one JSON document cannot carry both.
  if (!encoding.isStream) {
    throw new InvalidRequest('subscriptions/listen responds with a stream: accept text/event-stream', 406);
  }
  const { subscriptions } = await catalog.details(view);
  const offered = honoured(asked, subscriptions);
  const messages = new SubscriptionMessages(id);
  if (isEmpty(offered)) return atOnce([messages.acknowledged({}), messages.ended(view)], encoding);
  // The acknowledgement is a notification and must come first, so one JSON document cannot carry this response. An empty
  // acknowledgement would suggest that the server has no subscriptions, and the client would not retry. So this is an error.
  if (!request.streams) {
    throw new InvalidRequest(
      'subscriptions/listen requires a streamed response; send it without the challenge parameter',
    );
  }
  const tasks = new WatchedTasks((taskId) => readTask(taskId, context));
  const found = await tasks.add(offered.taskIds ?? []);
  const filter = withTasks(offered, [...found.keys()]);
  const seconds = subscriptions?.maxSeconds ?? DEFAULT_MAX_SECONDS;
  const until = now() + Math.min(seconds * 1_000, request.remainingMs - CLOSING_RESERVE_MS);
  const first = [messages.acknowledged(filter), ...[...found.values()].map((task) => taskMessage(messages, task))];
  const watched = {
    filter,
    view,
    catalog: watchedCatalog(context),
    tasks,
    settleMs,
    until,
    now,
    pause: new Pause(after),
    log,
  };
  const chunks = closable(encodeAll(first, watched, messages, encoding), watched.pause);
  return { status: 200, headers: encoding.headers, body: '', frames: { chunks, keepAlive: encoding.keepAlive } };
}

/** Limits the catalogue to the part that this caller may see. */
function watchedCatalog(context: RpcContext): Watch['catalog'] {
  const { catalog } = context;
  return {
    reread: (server) => catalog.reread(server),
    fingerprints: (view) => catalog.fingerprints(view),
    resourceVersion: (view, uri) => catalog.resourceVersion(view, uri),
    mayRead: async (view, uri) => (await findReadable(view, uri, context)) !== undefined,
  };
}

/** Returns the requested notifications that the server sends: none without `subscriptions`, only tasks without `listChanged`. */
function honoured(asked: Filter, subscriptions: SubscriptionsDocument | undefined): Filter {
  if (subscriptions === undefined) return {};
  if (subscriptions.listChanged) return asked;
  return asked.taskIds === undefined ? {} : { taskIds: asked.taskIds };
}

function withTasks({ taskIds: _asked, ...filter }: Filter, taskIds: readonly string[]): Filter {
  return taskIds.length === 0 ? filter : { ...filter, taskIds };
}

function taskMessage(messages: SubscriptionMessages, task: JsonObject): string {
  return messages.notification('notifications/tasks', task);
}

/** Responds with all messages at once. This needs no stream, so every path supports it. */
function atOnce(messages: readonly string[], { headers, encode }: Encoding): HttpResponse {
  return { status: 200, headers, body: encode(messages) };
}

async function* encodeAll(
  first: readonly string[],
  watched: Watch,
  messages: SubscriptionMessages,
  { encode }: Encoding,
): AsyncGenerator<string> {
  yield encode(first);
  for await (const changes of watch(watched)) {
    yield encode(changes.map(({ method, params }) => messages.notification(method, params)));
  }
  yield encode([messages.ended(watched.view)]);
}

/** Wraps the chunks so that closing the stream ends a pending pause at once. */
function closable(pieces: AsyncGenerator<string>, pause: Pause): AsyncIterable<string> {
  const iterator: AsyncIterator<string> = {
    next: () => pieces.next(),
    return: () => {
      pause.stop();
      return pieces.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
