import { ERROR_RESERVE_MS } from '../../deadline.ts';
import { perEnvironment } from '../../per-environment.ts';
import type { CallContext, TargetEnvironment } from '../../types.ts';
import type { SendOptions, TableApi } from './client.ts';
import { type DynamodbRequest, deadlineFailure, notSent, requestFailure } from './failures.ts';

/** A throttled read or a read over a broken connection is retried; a write, which may have taken effect, is not. */
const READ_ATTEMPTS = 3;
const WRITE_ATTEMPTS = 1;

/** A client and its connections live as long as the environment. */
const readApi = perEnvironment(async () => (await import('./client.ts')).openTableApi(READ_ATTEMPTS));
const writeApi = perEnvironment(async () => (await import('./client.ts')).openTableApi(WRITE_ATTEMPTS));

/** The requests of one call, which all end at its deadline. */
export interface Session {
  /** @throws ToolError for every failure that is not a bug */
  request<T>(send: (api: TableApi, options: SendOptions) => Promise<T>): Promise<T>;
  /** For work that never waits for a timer. @throws ToolError after the deadline */
  assertTime(): void;
  /** Aborts requests in flight. */
  end(): void;
}

/** Starts the time limit of one call. The first request opens the connection. */
export function openSession(
  operation: DynamodbRequest,
  { deadline }: CallContext,
  environment: TargetEnvironment,
): Session {
  const end = deadline - ERROR_RESERVE_MS;
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(deadlineFailure(operation)), Math.max(0, end - environment.now()));
  // The SDK observes the signal on the wire and between attempts, but not while it resolves credentials.
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => {}); // handled where a request races with it
  return {
    async request(send) {
      if (environment.now() >= end) throw notSent(operation);
      if (signal.aborted) throw signal.reason;
      const api = operation.writes ? writeApi(environment) : readApi(environment);
      try {
        return await Promise.race([api.then((opened) => send(opened, { abortSignal: signal })), aborted]);
      } catch (error) {
        throw signal.aborted ? signal.reason : requestFailure(error, operation);
      }
    },
    assertTime() {
      if (environment.now() >= end) throw deadlineFailure(operation);
    },
    end() {
      clearTimeout(timer);
      controller.abort();
    },
  };
}
