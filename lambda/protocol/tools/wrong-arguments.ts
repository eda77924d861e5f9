import type { Json, JsonObject } from '../../json.ts';
import { roundedNumbers } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';

/** Numbers that an error lists. */
const MAX_LISTED = 5;

/**
 * Makes the error for arguments that do not match a tool's schema, which the agent can correct. spec:
 * server/tools#error-handling
 */
export function wrongArguments(name: string, wrong: string): ToolError {
  return new ToolError(`Invalid arguments for tool ${name}:\n${wrong}`);
}

/**
 * Rejects arguments with a number that a double rounds: a target must not receive another number than the agent sent.
 *
 * @param value the arguments, or the user's answer to a form, as parsed from the request
 * @param at keys and indexes that lead to the value
 * @throws ToolError that lists the numbers
 */
export function assertExact(name: string, value: Json | undefined, at: readonly (string | number)[] = []): void {
  const inexact = inexactNumbers(value, at);
  if (inexact !== undefined) throw wrongArguments(name, inexact);
}

/** Rejects answers to the questions of a target as {@link assertExact} rejects arguments. */
export function assertExactAnswers(name: string, responses: JsonObject): void {
  for (const [key, answer] of Object.entries(responses)) assertExact(name, answer, [key]);
}

/** Describes the numbers of a value that a double rounds, one line each; `undefined` if there are none. */
export function inexactNumbers(value: Json | undefined, at: readonly (string | number)[]): string | undefined {
  const rounded = roundedNumbers(value, MAX_LISTED);
  if (rounded.length === 0) return undefined;
  const lines = rounded.map(
    ({ path, source }) =>
      `${[...at, ...path].join('/')}: ${source.slice(0, 40)} cannot be represented exactly (integers are exact up to 2^53 - 1): send it as a string`,
  );
  return lines.join('\n');
}
