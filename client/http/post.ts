import { CredentialsRefused, ServerBusy, ServerFailed, ServerUnreachable, StreamCut } from '../errors/index.ts';
import { answerOf } from './answer.ts';
import { CHALLENGE } from './challenge.ts';
import type { Endpoint, PostRequest, Received } from './endpoint.ts';
import { send } from './send.ts';
import { backoffMs, MAX_WAIT_MS, orAborted, sleep } from './waiting.ts';

/**
 * Sends a message, and repeats it where that is safe:
 * - after 429, and after 503 from a URL with `?challenge=1`, where Spillway never carries anything out: every message;
 * - after another 503 or a 502, without a response, or when the stream is cut before its first message: a request that changes
 *   nothing. API Gateway sends the same 503 for a function that it throttled and for one that failed halfway;
 * - after 401 or 403, once, if the credentials could be renewed: every message.
 *
 * It waits for as long as `Retry-After` specifies, if that is at most a minute. Without it, each wait is about twice as long as the
 * one before.
 *
 * A response with a JSON-RPC error is delivered as a message, whatever its status, except for 401, 403, 429 and 503, which are
 * errors with the server's words. A request that is safe is delivered once its first message has arrived, any other request once its
 * status has.
 *
 * @throws CredentialsRefused
 * @throws ServerBusy
 * @throws ServerUnreachable
 * @throws ServerFailed
 * @throws NotAnMcpResponse
 * @throws the signal's reason, when it aborts
 */
export async function post(endpoint: Endpoint, request: PostRequest): Promise<Received> {
  const { signal } = request;
  const { renewCredentials, maxRetries } = endpoint;
  const wait = endpoint.sleep ?? sleep;
  let mayRenew = true;
  for (let retries = 0; ; ) {
    let url = endpoint.url;
    try {
      signal?.throwIfAborted();
      const response = await send(endpoint, request);
      url = response.url || url;
      const received = await answerOf(response, request, endpoint);
      return request.isSafe ? await withFirst(received) : received;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof CredentialsRefused && renewCredentials !== undefined && mayRenew) {
        mayRenew = false;
        const { status, challenge } = error;
        if (await orAborted(renewCredentials({ status, challenge, url }), signal)) continue;
      }
      const waitMs = retries < maxRetries && mayRepeat(error, url, request) ? waitBefore(error, retries) : undefined;
      if (waitMs === undefined) throw error;
      await wait(waitMs, signal);
      retries += 1;
    }
  }
}

/** Awaits the first message, so that what fails before it can be repeated. */
async function withFirst(received: Received): Promise<Received> {
  const { messages } = received;
  const next = messages.next.bind(messages);
  let first: ReturnType<typeof next> | undefined = next();
  await first;
  messages.next = () => {
    const taken = first ?? next();
    first = undefined;
    return taken;
  };
  return received;
}

/** @param url the URL that responded, if one did */
function mayRepeat(error: unknown, url: string, { isSafe }: PostRequest): boolean {
  if (error instanceof ServerBusy) return isSafe || error.status === 429 || CHALLENGE.test(url);
  if (!isSafe) return false;
  if (error instanceof ServerUnreachable) return error.actor === 'later';
  if (error instanceof StreamCut) return error.received === 0;
  // An Application Load Balancer sends 502 for a function that is throttled.
  return error instanceof ServerFailed && error.status === 502;
}

/** @returns `undefined` if the server asks to wait for too long */
function waitBefore(error: unknown, retries: number): number | undefined {
  const waitMs = (error instanceof ServerBusy ? error.retryAfterMs : undefined) ?? backoffMs(retries);
  return waitMs <= MAX_WAIT_MS ? waitMs : undefined;
}
