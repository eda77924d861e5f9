import { ToolError } from '../../tool-error.ts';
import { perEnvironment } from '../per-environment.ts';
import { tooLarge } from '../result.ts';
import type { TargetEnvironment } from '../types.ts';
import type { FunctionApi, FunctionEvent, FunctionRequest } from './client.ts';
import { cutOff, deadlineFailure, functionFailure, invokeFailure } from './failures.ts';

/** Milliseconds that a function gets to end after its result was read; its connection is kept if it does. */
const LINGER_MS = 100;

/** One invocation of a function. */
export interface Invocation extends FunctionRequest {
  /** What errors call the function. */
  readonly label: string;
  readonly invoke: 'stream' | 'buffered';
  /** Milliseconds until the invocation is given up. */
  readonly timeoutMs: number;
  /** Bytes of the answer after which it is given up. */
  readonly maxBytes: number;
}

const functionApi = perEnvironment<Promise<FunctionApi>>(async () => (await import('./client.ts')).openFunctionApi());

/**
 * Invokes a function and gives the pieces of its answer as they come. Whoever stops reading ends the request, which does not
 * end the function: Lambda lets it run. AWS: lambda/latest/dg/configuration-response-streaming.html
 *
 * @throws ToolError whatever goes wrong on the way or in the function; the pieces before it were good
 */
export async function* invoke(environment: TargetEnvironment, invocation: Invocation): AsyncGenerator<Uint8Array> {
  const { label, timeoutMs, maxBytes } = invocation;
  if (timeoutMs <= 0) throw new ToolError(`${label} was not called: the time of the call is over.`);
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
        if (next.value.error) throw functionFailure(label, next.value.error, response.requestId);
        complete = true;
        continue;
      }
      received += next.value.bytes.length;
      if (received > maxBytes) throw tooLarge(label, maxBytes);
      yield next.value.bytes;
    }
    stopped = false;
    if (!complete) throw cutOff(label);
  } catch (error) {
    stopped = false;
    const failure = controller.signal.aborted ? deadlineFailure(label, received) : invokeFailure(label, error);
    controller.abort();
    throw failure;
  } finally {
    clearTimeout(timer);
    if (stopped && events) letGo(events, controller);
  }
}

/** Reads on for a moment, for the sake of the connection; not awaited, as nobody waits for what comes. */
function letGo(events: AsyncIterator<FunctionEvent>, controller: AbortController): void {
  const timer = setTimeout(() => controller.abort(), LINGER_MS);
  readToEnd(events)
    .catch(() => {}) // it was aborted, or had failed already
    .finally(() => clearTimeout(timer));
}

async function readToEnd(events: AsyncIterator<FunctionEvent>): Promise<void> {
  for (let next = await events.next(); !next.done; next = await events.next());
}
