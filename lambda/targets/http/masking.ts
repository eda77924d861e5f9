import type { ToolResult } from '../../content/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { Part, Parts } from '../parts.ts';
import type { Call } from '../upstream/index.ts';

/** Masks the secrets that the call has used in an error's message. */
export function maskError(error: unknown, { mask }: Call): unknown {
  return error instanceof ToolError ? new ToolError(mask.text(error.message), error) : error;
}

/** Masks the secrets that the call has used in a result. */
export function maskResult(result: ToolResult, { mask }: Call): ToolResult {
  const { content, structuredContent, _meta } = result;
  return {
    ...result,
    content: mask.value(content),
    ...('structuredContent' in result && { structuredContent: mask.value(structuredContent) }),
    ...(_meta !== undefined && { _meta: mask.value(_meta) }),
  };
}

/**
 * Masks the secrets that the call has used in its parts (rows and texts are masked where they are built). Sockets close as soon as
 * the consumer stops, even while it waits for the next part.
 */
export function maskParts(parts: AsyncGenerator<Part | readonly Part[]>, call: Call): Parts {
  const fail = (error: unknown): never => {
    throw maskError(error, call);
  };
  const masked = (step: IteratorResult<Part | readonly Part[]>) =>
    !step.done && 'type' in step.value && step.value.type === 'result'
      ? { ...step, value: { ...step.value, result: maskResult(step.value.result, call) } }
      : step;
  const iterator: AsyncIterator<Part | readonly Part[]> = {
    next: () => parts.next().then(masked, fail),
    return: () => {
      call.time.leave();
      return parts.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
