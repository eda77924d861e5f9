import { isParts, type Parts, type PreparedTarget } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import { InvalidParams, RpcError } from '../rpc/index.ts';

/** Makes the error for an unknown URI, with the target's explanation if it has one. */
export type NotFound = (uri: string, reason?: string) => RpcError;

/** spec: server/resources#error-handling (MUST) */
export const resourceNotFound: NotFound = (uri, reason) => new InvalidParams(messageOf(uri, reason), 200, { uri });

/** The same for revisions up to 2025-11-25. spec: 2025-11-25 server/resources#error-handling (SHOULD) */
export const legacyResourceNotFound: NotFound = (uri, reason) =>
  new LegacyResourceNotFound(messageOf(uri, reason), { uri });

/** Newer revisions no longer use this code. */
class LegacyResourceNotFound extends RpcError {
  override readonly code = -32002;
  override readonly status = 200;
}

function messageOf(uri: string, reason: string | undefined): string {
  return `Resource not found: ${uri}${reason === undefined ? '' : `. ${reason}`}`;
}

/**
 * Runs a target, and converts its not-found error, whether the target throws, rejects or fails a stream.
 *
 * @param run starts the call
 * @param makeError makes the error from the target's explanation
 */
export function withNotFound(
  run: () => ReturnType<PreparedTarget>,
  makeError: (reason: string) => RpcError,
): ReturnType<PreparedTarget> {
  const fail = (thrown: unknown): never => {
    throw thrown instanceof ToolError && thrown.notFound ? makeError(thrown.message) : thrown;
  };
  try {
    const outcome = run();
    if (isParts(outcome)) return failingParts(outcome, fail);
    return outcome instanceof Promise ? outcome.catch(fail) : outcome;
  } catch (error) {
    return fail(error);
  }
}

/** Not a generator: its `return` would wait for the pending part, but the target must stop at once. */
function failingParts(parts: Parts, fail: (thrown: unknown) => never): Parts {
  return {
    [Symbol.asyncIterator]() {
      const iterator = parts[Symbol.asyncIterator]();
      return {
        next: () => iterator.next().catch(fail),
        return: () => iterator.return?.() ?? Promise.resolve({ done: true, value: undefined }),
      };
    },
  };
}
