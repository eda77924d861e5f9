import type { HttpResponse } from '../../http.ts';
import type { StreamLease, StreamLeases } from '../../state/types.ts';
import type { RpcContext } from '../context.ts';
import { tooManyInProgress } from './limited.ts';

/** An operation that needs a lease. */
export interface HeldOperation {
  readonly leases: StreamLeases;
  /** What is limited, in words: the start of the error. */
  readonly what: string;
  /** Whether the operation ends if its lease is lost. A call goes on: it may have begun to change something. */
  readonly endsWhenLost: boolean;
  readonly respond: () => HttpResponse | Promise<HttpResponse>;
}

/**
 * Responds while holding a lease, which is released when the response is complete.
 *
 * @throws TooManyRequests while all leases are held; StateUnavailable if nobody knows; what `respond` throws
 */
export async function whileHeld(operation: HeldOperation, context: Pick<RpcContext, 'request' | 'log'>) {
  const { leases, what, endsWhenLost, respond } = operation;
  let end: (() => void) | undefined;
  const onLost = () => {
    if (endsWhenLost) end?.();
  };
  const lease = await leases.acquire({ maxMs: context.request.remainingMs, onLost });
  if (lease === undefined) throw tooManyInProgress(what, leases.maxStreams);
  let response: HttpResponse;
  try {
    response = await respond();
  } catch (error) {
    await release(lease, context);
    throw error;
  }
  const { frames } = response;
  if (frames === undefined) {
    await release(lease, context);
    return response;
  }
  const chunks = frames.chunks[Symbol.asyncIterator]();
  end = () => void chunks.return?.().catch(() => {});
  return { ...response, frames: { ...frames, chunks: releasedAtEnd(chunks, () => release(lease, context)) } };
}

/** Not a generator: closing one waits for the chunk that it waits for. */
function releasedAtEnd(chunks: AsyncIterator<string>, free: () => Promise<void>): AsyncIterable<string> {
  const iterator: AsyncIterator<string> = {
    async next() {
      const result = await chunks.next().catch(async (error: unknown) => {
        await free();
        throw error;
      });
      // Before the response ends, because Lambda freezes an instance after that.
      if (result.done) await free();
      return result;
    },
    async return() {
      try {
        return (await chunks.return?.()) ?? { done: true, value: undefined };
      } finally {
        await free();
      }
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

async function release(lease: StreamLease, { log }: Pick<RpcContext, 'log'>): Promise<void> {
  try {
    await lease.release();
  } catch (error) {
    log.error('the lease of an operation could not be released', { reason: String(error) });
  }
}
