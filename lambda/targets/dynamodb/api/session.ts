import { ERROR_RESERVE_MS } from '../../deadline.ts';
import { perEnvironment } from '../../per-environment.ts';
import type { CallContext, TargetEnvironment } from '../../types.ts';
import { openTableApi, type TableOperation, type TableResponse } from './client.ts';
import { type DynamodbRequest, deadlineFailure, notSent, requestFailure } from './failures.ts';

/** A throttled read or a read over a broken connection is retried; a write, which may have taken effect, is not. */
const READ_ATTEMPTS = 3;
const WRITE_ATTEMPTS = 1;

/** A client and its connections live as long as the environment. */
const readApi = perEnvironment(() => openTableApi(READ_ATTEMPTS));
const writeApi = perEnvironment(() => openTableApi(WRITE_ATTEMPTS));

/** The requests of one call, which all end at its deadline. */
export interface Session {
  /** @throws ToolError for every failure that is not a bug */
  request: (operation: TableOperation, input: object) => Promise<TableResponse>;
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
  return {
    async request(name, input) {
      if (environment.now() >= end) throw notSent(operation);
      if (signal.aborted) throw signal.reason;
      const api = operation.writes ? writeApi(environment) : readApi(environment);
      try {
        return await api(name, input, signal);
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
