import { ERROR_RESERVE_MS } from '../../deadline.ts';
import { perEnvironment } from '../../per-environment.ts';
import type { CallContext, TargetEnvironment } from '../../types.ts';
import type { SendOptions, TableApi } from './client.ts';
import { type DynamodbRequest, deadlineFailure, notSent, requestFailure } from './failures.ts';

/** A read is tried again after a busy table or a broken connection; a write, which may have happened, is not. */
const READ_ATTEMPTS = 3;
const WRITE_ATTEMPTS = 1;

/** Clients live as long as the deployment's environment, and their connections with them. */
const readApi = perEnvironment(async () => (await import('./client.ts')).openTableApi(READ_ATTEMPTS));
const writeApi = perEnvironment(async () => (await import('./client.ts')).openTableApi(WRITE_ATTEMPTS));

/** The requests of one call: bounded by its deadline, and ended with it. */
export interface Session {
  /** @throws ToolError for every failure of a request that is not a bug */
  request<T>(send: (api: TableApi, options: SendOptions) => Promise<T>): Promise<T>;
  /** @throws ToolError when the deadline has come; for work that never waits */
  assertTime(): void;
  /** Gives up whatever is under way. */
  end(): void;
}

/** Starts the clock of one call. Connects when the first request is sent. */
export function openSession(
  operation: DynamodbRequest,
  { deadline }: CallContext,
  environment: TargetEnvironment,
): Session {
  const end = deadline - ERROR_RESERVE_MS;
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(deadlineFailure(operation)), Math.max(0, end - environment.now()));
  // The SDK hears the signal on the wire and between attempts, but not while it looks for credentials.
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => {}); // heard where a request is raced with it
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
