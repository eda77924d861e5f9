import { isParts, type Parts, type PreparedTarget } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import { InvalidParams, RpcError } from '../rpc/errors.ts';

/** Makes the error for a URI that names nothing, with the target's words where it had any. */
export type NotFound = (uri: string, words?: string) => RpcError;

/** spec: server/resources#error-handling (MUST) */
export const resourceNotFound: NotFound = (uri, words) => new InvalidParams(messageOf(uri, words), 200, { uri });

/** The same for revisions up to 2025-11-25. spec: 2025-11-25 server/resources#error-handling (SHOULD) */
export const legacyResourceNotFound: NotFound = (uri, words) =>
  new LegacyResourceNotFound(messageOf(uri, words), { uri });

/** A code that newer revisions retired. */
class LegacyResourceNotFound extends RpcError {
  override readonly code = -32002;
  override readonly status = 200;
}

function messageOf(uri: string, words: string | undefined): string {
  return `Resource not found: ${uri}${words === undefined ? '' : `. ${words}`}`;
}

/**
 * Runs a target, and makes an error of its own of what it did not find, whichever way it answers.
 *
 * @param run begins the call
 * @param makeError makes the error of the target's words
 */
export function withNotFound(
  run: () => ReturnType<PreparedTarget>,
  makeError: (words: string) => RpcError,
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

/** No generator: its `return` would wait for the part that is on its way, and the target is to hear of it at once. */
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
