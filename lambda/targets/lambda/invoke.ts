import { ToolError } from '../../tool-error.ts';
import { perEnvironment } from '../per-environment.ts';
import { tooLarge } from '../result.ts';
import type { TargetEnvironment } from '../types.ts';
import type { FunctionApi, FunctionEvent, FunctionRequest } from './client.ts';
import { cutOff, deadlineFailure, functionFailure, invokeFailure } from './failures.ts';

/** Milliseconds for a function to end after its result was read; if it does, its connection is kept. */
const LINGER_MS = 100;

/** One invocation with its limits. */
interface Invocation extends FunctionRequest {
  /** The name of the function in errors. */
  readonly label: string;
  /** Whether the function may be invoked again when the outcome is unknown. */
  readonly repeatable: boolean;
  readonly invoke: 'stream' | 'buffered';
  /** Milliseconds until the invocation is aborted. */
  readonly timeoutMs: number;
  /** The limit for the response. */
  readonly maxBytes: number;
}

const functionApi = perEnvironment<Promise<FunctionApi>>(async () => (await import('./client.ts')).openFunctionApi());

/**
 * Invokes a function and yields the chunks of its response as they arrive. A consumer that stops early ends the request but not
 * the function, which Lambda lets run. AWS: lambda/latest/dg/configuration-response-streaming.html
 *
 * @throws ToolError for every failure on the way or in the function; earlier chunks remain valid
 */
export async function* invoke(environment: TargetEnvironment, invocation: Invocation): AsyncGenerator<Uint8Array> {
  const { label, timeoutMs, maxBytes } = invocation;
  if (timeoutMs <= 0) throw new ToolError(`${label} was not called: the time limit of the call has passed.`);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  let events: AsyncIterator<FunctionEvent> | undefined;
  let received = 0;
  let stopped = true;
  try {
    const api = await functionApi(environment);
    const response = await api[invocation.invoke](invocation, controller.signal);
    events = response.events[Symbol.asyncIterator]();
    let complete = false;
    for (let next = await events.next(); !next.done; next = await events.next()) {
      if (next.value.type === 'complete') {
        if (next.value.error) throw functionFailure(invocation, next.value.error, response.requestId);
        complete = true;
        continue;
      }
      received += next.value.bytes.length;
      if (received > maxBytes) throw tooLarge(label, maxBytes, invocation.repeatable);
      yield next.value.bytes;
    }
    stopped = false;
    if (!complete) throw cutOff(label);
  } catch (error) {
    stopped = false;
    const failure = controller.signal.aborted
      ? deadlineFailure(invocation, received)
      : invokeFailure(invocation, error);
    controller.abort();
    throw failure;
  } finally {
    clearTimeout(timer);
    if (stopped && events) letGo(events, controller);
  }
}

/** Reads on for a moment, so that the connection can be kept. Not awaited: no one needs the data. */
function letGo(events: AsyncIterator<FunctionEvent>, controller: AbortController): void {
  const timer = setTimeout(() => controller.abort(), LINGER_MS);
  readToEnd(events)
    .catch(() => {}) // it was aborted, or had failed before
    .finally(() => clearTimeout(timer));
}

async function readToEnd(events: AsyncIterator<FunctionEvent>): Promise<void> {
  for (let next = await events.next(); !next.done; next = await events.next());
}
