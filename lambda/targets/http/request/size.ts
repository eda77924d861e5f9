import { ToolError } from '../../../tool-error.ts';

/**
 * Characters of a query or a body that is written member by member. A name that repeats with each item of a list grows faster than
 * the arguments that gave it, which have a limit of their own.
 */
const MAX_CHARS = 16_777_216;

/**
 * Asserts that a part of a request can still grow.
 *
 * @param chars its characters or bytes so far
 * @throws ToolError when it is too large to be written
 */
export function assertSize(chars: number): void {
  if (chars > MAX_CHARS)
    throw new ToolError(`The request would be larger than ${MAX_CHARS} characters. Send fewer or shorter values.`);
}
