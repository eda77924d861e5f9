import type { SubscriptionsDocument } from '../../catalog/index.ts';
import type { HttpResponse } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { TASKS_EXTENSION } from '../../mcp/index.ts';
import type { StreamLease } from '../../state/index.ts';
import { type After, afterTimeout } from '../../timeout.ts';
import { knowsTasks, readCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import { isReadable } from '../resources/index.ts';
import { type Encoding, encodingFor, framesOf } from '../response/index.ts';
import { errorResponse, InternalError, InvalidRequest, MissingClientCapability, type RequestId } from '../rpc/index.ts';
import { createTaskReader } from '../tasks/index.ts';
import { type Filter, isEmpty, readFilter } from './filter.ts';
import { JudgedCaller } from './judged-caller.ts';
import { Pause } from './pause.ts';
import { SubscriptionMessages } from './subscription-messages.ts';
import { type Watch, watch } from './watch.ts';
import { WatchedTasks } from './watched-tasks.ts';

/** Seconds that a stream stays open if the Server document sets no limit. */
const DEFAULT_MAX_SECONDS = 120;
/** Milliseconds reserved before the invocation's deadline for the last poll and the response. */
const CLOSING_RESERVE_MS = 3_000;

/** Bounds of the seconds after which a refused client may try again. */
const RETRY_AFTER_SECONDS = { least: 30, most: 60 };

/**
 * Handles `subscriptions/listen` of revision 2026-07-28: acknowledges the notifications that it sends, sends them when changes
 * occur, and closes the stream gracefully at its time limit; the client may open another. spec: basic/patterns/subscriptions
 *
 * A function does not detect that a client disconnected (DESIGN section 2, fact 5), so the stream stays open until its
 * time limit, but no longer than the caller's credentials are valid: they are judged at every poll. Each stream therefore needs a lease, of which a deployment has a limited number.
 *
 * @param after the timer
 * @returns 503 with `Retry-After` while all leases are held
 * @throws InvalidParams for a filter of the wrong shape; MissingClientCapability for `taskIds` of a client without the tasks
 * extension; InvalidRequest (406) if the client does not accept a stream, and if there is something to report but the path does
 * not stream or the function opens no streams
 */
export async function listen(
  id: RequestId,
  params: JsonObject,
  context: RpcContext,
  after: After = afterTimeout,
): Promise<HttpResponse> {
  const { request, catalog, view, now, state } = context;
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
  // The load balancer routes by the Mcp-Method header. With a header that it cannot compare, such as two lines of it, the request
  // reaches a function that serves calls.
  if (state.streams === undefined) {
    throw new InvalidRequest('subscriptions/listen requires exactly one Mcp-Method header line: subscriptions/listen');
  }
  const seconds = subscriptions?.maxSeconds ?? DEFAULT_MAX_SECONDS;
  const { expiresAt = Number.POSITIVE_INFINITY } = context.principal;
  const maxMs = Math.min(seconds * 1_000, request.remainingMs - CLOSING_RESERVE_MS, expiresAt - now());
  const until = now() + maxMs;
  const pause = new Pause(after);
  const lease = await state.streams.acquire({ maxMs: maxMs + CLOSING_RESERVE_MS, onLost: () => pause.stop() });
  if (lease === undefined) return allOpen(id, state.streams.maxStreams);
  try {
    return await openStream({ messages, offered, encoding, until, pause, lease }, context);
  } catch (error) {
    await release(lease, context);
    throw error;
  }
}

/** A stream that has its lease. */
interface Opening {
  readonly messages: SubscriptionMessages;
  /** What the server reports, before it is known which tasks exist. */
  readonly offered: Filter;
  readonly encoding: Encoding;
  /** End of the stream, epoch milliseconds. */
  readonly until: number;
  readonly pause: Pause;
  readonly lease: StreamLease;
}

async function openStream(opening: Opening, context: RpcContext): Promise<HttpResponse> {
  const { messages, offered, encoding, until, pause, lease } = opening;
  const { access, now, log, ttlMs: settleMs } = context;
  const caller = new JudgedCaller(context);
  const tasks = new WatchedTasks(createTaskReader(context, () => caller.access));
  const found = await tasks.add(offered.taskIds ?? []);
  const filter = withTasks(offered, [...found.keys()]);
  const first = [messages.acknowledged(filter), ...[...found.values()].map((task) => taskMessage(messages, task))];
  const look = () => caller.judge();
  const watched = { filter, access, look, catalog: watchedCatalog(context), tasks, settleMs, until, now, pause, log };
  const pieces = untilReleased(encodeAll(first, watched, messages, encoding), () => release(lease, context));
  const chunks = closable(pieces, pause);
  return { status: 200, headers: encoding.headers, body: '', frames: framesOf(chunks, encoding) };
}

/** Makes the refusal of a stream. The time to try again is random, so that refused clients do not return all at once. */
function allOpen(id: RequestId, maxStreams: number): HttpResponse {
  const { least, most } = RETRY_AFTER_SECONDS;
  const seconds = least + Math.floor(Math.random() * (most - least + 1));
  const message = `All ${maxStreams} subscription streams of this deployment are open. Try again in ${seconds} seconds`;
  const { headers, ...response } = errorResponse(new InternalError(message, 503), id);
  return { ...response, headers: { ...headers, 'retry-after': String(seconds) } };
}

/** Releases the lease before the response ends, because Lambda freezes an instance after that. */
async function* untilReleased(pieces: AsyncGenerator<string>, free: () => Promise<void>): AsyncGenerator<string> {
  try {
    yield* pieces;
  } finally {
    await free();
  }
}

async function release(lease: StreamLease, { log }: RpcContext): Promise<void> {
  try {
    await lease.release();
  } catch (error) {
    log.error('subscription: its lease could not be released', { reason: String(error) });
  }
}

/** Limits the catalogue to the part that a stream needs. */
function watchedCatalog({ catalog }: RpcContext): Watch['catalog'] {
  return {
    fingerprints: (view, sight) => catalog.fingerprints(view, sight),
    resourceVersion: (view, uri, sight) => catalog.resourceVersion(view, uri, sight),
    mayRead: (access, uri) => isReadable(uri, { catalog, access }),
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
  yield encode([messages.ended(watched.access.view)]);
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
