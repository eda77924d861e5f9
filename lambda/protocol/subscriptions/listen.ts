import type { SubscriptionsDocument } from '../../catalog/documents.ts';
import type { HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { TASKS_EXTENSION } from '../../mcp/index.ts';
import { type After, afterTimeout } from '../../timeout.ts';
import { knowsTasks, readCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import { findReadable } from '../resources/read.ts';
import { type Encoding, jsonLinesAsked, SSE } from '../response/encodings.ts';
import { InvalidRequest, MissingClientCapability, type RequestId } from '../rpc/errors.ts';
import { readTask } from '../tasks/index.ts';
import { type Filter, isEmpty, readFilter } from './filter.ts';
import { Messages } from './messages.ts';
import { Pause } from './pause.ts';
import { type Watch, watch } from './watch.ts';
import { WatchedTasks } from './watched-tasks.ts';

/** Seconds that a stream stays open where the server does not say. */
const DEFAULT_MAX_SECONDS = 120;
/** Milliseconds kept back from the host's deadline: a last look, and the goodbye. */
const CLOSING_RESERVE_MS = 3_000;

/**
 * Answers `subscriptions/listen` of revision 2026-07-28: says what is honoured, tells it as it happens, and ends gracefully
 * within the time that the server and the host allow; the client may come back. spec: basic/patterns/subscriptions
 *
 * A client that hangs up is not seen by a function (DESIGN section 2, fact 5), so such a stream is open until that time is over.
 *
 * @param after the timer
 * @throws InvalidParams for a filter of the wrong shape; MissingClientCapability for `taskIds` of a client that knows no tasks;
 * InvalidRequest where there is something to tell but no stream to tell it on
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
  const { subscriptions } = await catalog.details(view);
  const offered = honoured(asked, subscriptions);
  const messages = new Messages(id);
  const encoding = jsonLinesAsked(request.headers) ?? SSE;
  if (isEmpty(offered)) return atOnce([messages.acknowledged({}), messages.ended(view)], encoding);
  // The acknowledgement is a notification and comes first, so no JSON document can answer; and to acknowledge nothing, as if the
  // server had no subscriptions, would make the client go without for good. An error says what is the matter.
  if (!request.streams) {
    throw new InvalidRequest(
      'subscriptions/listen needs an answer that streams; send it without the challenge parameter',
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
  const chunks = leaving(encodeAll(first, watched, messages, encoding), watched.pause);
  return { status: 200, headers: encoding.headers, body: '', frames: { chunks, keepAlive: encoding.keepAlive } };
}

/** The catalogue as this caller may see it. */
function watchedCatalog(context: RpcContext): Watch['catalog'] {
  const { catalog } = context;
  return {
    reread: (server) => catalog.reread(server),
    fingerprints: (view) => catalog.fingerprints(view),
    resourceVersion: (view, uri) => catalog.resourceVersion(view, uri),
    mayRead: async (view, uri) => (await findReadable(view, uri, context)) !== undefined,
  };
}

/** What the server tells of what was asked for: a server without `subscriptions` nothing, one without `listChanged` its tasks. */
function honoured(asked: Filter, subscriptions: SubscriptionsDocument | undefined): Filter {
  if (subscriptions === undefined) return {};
  if (subscriptions.listChanged) return asked;
  return asked.taskIds === undefined ? {} : { taskIds: asked.taskIds };
}

function withTasks({ taskIds: _asked, ...filter }: Filter, taskIds: readonly string[]): Filter {
  return taskIds.length === 0 ? filter : { ...filter, taskIds };
}

function taskMessage(messages: Messages, task: JsonObject): string {
  return messages.notification('notifications/tasks', task);
}

/** A stream that is over as soon as it began needs none, so every path carries it. */
function atOnce(messages: readonly string[], { headers, encode }: Encoding): HttpResponse {
  return { status: 200, headers, body: encode(messages) };
}

async function* encodeAll(
  first: readonly string[],
  watched: Watch,
  messages: Messages,
  { encode }: Encoding,
): AsyncGenerator<string> {
  yield encode(first);
  for await (const changes of watch(watched)) {
    yield encode(changes.map(({ method, params }) => messages.notification(method, params)));
  }
  yield encode([messages.ended(watched.view)]);
}

/** Pieces that stop being waited for as soon as nobody wants them any more. */
function leaving(pieces: AsyncGenerator<string>, pause: Pause): AsyncIterable<string> {
  const iterator: AsyncIterator<string> = {
    next: () => pieces.next(),
    return: () => {
      pause.leave();
      return pieces.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
