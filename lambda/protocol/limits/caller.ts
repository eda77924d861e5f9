import type { StreamLeases } from '../../state/types.ts';
import type { RpcContext } from '../context.ts';
import type { RpcMessage } from '../rpc/index.ts';
import { clientNetwork } from './client-network.ts';
import { beyondRate } from './limited.ts';

/** The methods that count: those that run a target, hold a stream, or read and change tasks. Lists and handshakes do not. */
const COUNTED: ReadonlySet<string> = new Set([
  'tools/call',
  'prompts/get',
  'resources/read',
  'completion/complete',
  'subscriptions/listen',
  'tasks/get',
  'tasks/update',
  'tasks/cancel',
]);
/** The methods that may be in progress for long, each with a function instance of its own. */
const HELD: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read', 'subscriptions/listen']);

const MOST_IN_PROGRESS = 1_000;

type LimitedContext = Pick<RpcContext, 'request' | 'principal' | 'limits'>;

/**
 * Counts an operation against the rate of its caller: of the credentials, or of the address of a caller without any. A request that
 * is only judged is not counted, because the client repeats it where it runs.
 *
 * @returns without a promise for a caller without a rate, or if memory decides
 * @throws TooManyRequests or StateUnavailable, also by a rejection
 */
export function countOperation({ id, method }: RpcMessage, context: LimitedContext): undefined | Promise<undefined> {
  const { principal, limits, request } = context;
  const isAnonymous = principal.kind === 'anonymous';
  const limit = isAnonymous ? limits.anonymous : principal.limits;
  const requestsPerSecond = limit?.requestsPerSecond;
  if (limit === undefined || requestsPerSecond === undefined) return undefined;
  if (id === undefined || request.challenge || !COUNTED.has(method)) return undefined;
  const rate = { requestsPerSecond, burst: limit.burst };
  const subject = isAnonymous ? `address#${clientNetwork(request.address)}` : callerName(principal.id);
  const refuse = (waitMs: number): undefined => {
    if (waitMs === 0) return undefined;
    const what = isAnonymous ? 'callers without credentials at your address' : 'your credentials';
    throw beyondRate(`Too many operations: ${what} are limited`, rate, waitMs);
  };
  const taken = limits.state.rates.take(subject, rate);
  return taken instanceof Promise ? taken.then(refuse) : refuse(taken);
}

/** The leases of a caller's operations in progress; `undefined` for a caller or an operation without this limit. */
export function operationsOfCaller({ id, method }: RpcMessage, context: LimitedContext): StreamLeases | undefined {
  const { principal, limits, request } = context;
  const most = principal.limits?.concurrentStreams;
  if (most === undefined || id === undefined || request.challenge || !HELD.has(method)) return undefined;
  return limits.state.operationsOf(callerName(principal.id), Math.min(most, MOST_IN_PROGRESS));
}

function callerName(id: string): string {
  return `caller#${id}`;
}
