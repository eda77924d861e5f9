import { RE2JS } from 're2js';
import { isLinearOnNativeEngine } from '../../../schema/index.ts';

/**
 * Checks a `pattern`. Calls evaluate it on a linear-time engine without back-references and look-around, and clients that
 * validate arguments evaluate it as ECMAScript, so both must accept it.
 *
 * @returns a message, or `undefined` for a valid pattern
 */
export function checkPattern(pattern: string): string | undefined {
  const rewrite = 'rewrite it without look-around and back-references';
  try {
    RE2JS.compile(pattern);
  } catch (error) {
    return `${JSON.stringify(pattern)} is not a pattern that runs in linear time (${messageOf(error)}): ${rewrite}`;
  }
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return `${JSON.stringify(pattern)} is not a valid ECMAScript pattern (${messageOf(error)})`;
  }
  return undefined;
}

/** Instructions of all patterns of a schema, of some 500 bytes each: `^(ab?){1,100}$` has 300. */
const INSTRUCTIONS = 50_000;

/**
 * Checks that a function can hold the compiled patterns of a schema.
 *
 * @param patterns each valid; those that run on the native engine do not count
 * @returns a message, or `undefined`
 */
export function checkPatternSizes(patterns: readonly string[]): string | undefined {
  let instructions = 0;
  for (const pattern of new Set(patterns)) {
    if (!isLinearOnNativeEngine(pattern)) instructions += RE2JS.compile(pattern).programSize();
    if (instructions <= INSTRUCTIONS) continue;
    return `its patterns have more than ${INSTRUCTIONS} instructions: lower the bounds of repetitions such as \`{1,1000}\``;
  }
  return undefined;
}

/**
 * Checks a key of `patternProperties`. Calls evaluate it on the native engine, which can take exponential time for other patterns.
 *
 * @returns a message, or `undefined` for a valid pattern
 */
export function checkKeyPattern(pattern: string): string | undefined {
  const wrong = checkPattern(pattern);
  if (wrong !== undefined || isLinearOnNativeEngine(pattern)) return wrong;
  return (
    `${JSON.stringify(pattern)} can take exponential time on a long key: do not repeat groups, use at most one \`*\`, \`+\` or \`{n,}\`, ` +
    'only after a leading `^` (`.*` at the start or the end has no effect), and few bounded repetitions'
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
