import type { Origin } from '../../outbound/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { Auth } from './auth/index.ts';
import type { Call } from './call.ts';
import { MAX_REDIRECTS, type RedirectRule, redirected } from './redirect.ts';
import { type Pace, withRetries } from './retry.ts';
import { withTrace } from './trace.ts';
import { isOk, type ResponseHead, type UpstreamRequest } from './wire.ts';

/** How the requests of a tool are sent. */
export interface Route {
  /** The origin of the tool's URL, the only one that receives credentials. */
  readonly home: Origin;
  readonly auth: Auth | undefined;
  /** Retries per request. */
  readonly retries: number;
  readonly mayGo: RedirectRule;
  readonly pace: Pace;
}

/** A response and its request, which is not the first one where redirects were followed. */
export interface Sent<T> {
  readonly response: T;
  readonly request: UpstreamRequest;
}

/** Sends one request, and releases a response that is not used. */
interface Transport<T> {
  attempt(request: UpstreamRequest): Promise<T>;
  discard(response: T): void;
}

/**
 * Sends a request with credentials, retries and allowed redirects. A 401 renews the credentials once. The caller's trace context
 * is sent to the tool's own origin only.
 *
 * @throws ToolError when there is no response, or too many redirects
 */
export async function send<T extends ResponseHead>(
  first: UpstreamRequest,
  call: Call,
  route: Route,
  { attempt, discard }: Transport<T>,
): Promise<Sent<T>> {
  const auth = route.auth?.(call);
  const isTraced = call.context.trace !== undefined && isAt(first, route.home);
  let hop = isTraced ? await withTrace(first, call.context) : first;
  let renewed = false;
  for (let redirects = 0; ; ) {
    const request = hop;
    const session = isAt(request, route.home) ? auth : undefined;
    const attemptOnce = session ? async () => attempt(await session.authorize(request)) : () => attempt(request);
    const { method, repeatable, ok, busy } = request;
    const rules = { method, repeatable, retries: route.retries, ok, busy };
    const response = await withRetries(attemptOnce, discard, rules, call.time, route.pace);
    const isAnswer = isOk(response, request);
    if (isAnswer && response.status !== 401) return { response, request };
    if (response.status === 401 && session && !renewed && (await session.renew())) {
      renewed = true;
      discard(response);
      continue;
    }
    if (isAnswer) return { response, request };
    const next = redirected(request, response, route.mayGo, call.mask);
    if (next === undefined) return { response, request };
    discard(response);
    redirects += 1;
    if (redirects > MAX_REDIRECTS)
      throw new ToolError(`${first.label} was redirected more than ${MAX_REDIRECTS} times.`);
    hop = next;
  }
}

function isAt({ origin }: UpstreamRequest, home: Origin): boolean {
  return origin.protocol === home.protocol && origin.hostname === home.hostname && origin.port === home.port;
}
