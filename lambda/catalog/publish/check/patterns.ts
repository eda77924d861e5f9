import { RE2JS } from 're2js';
import { isLinearOnNativeEngine } from '../../../schema/index.ts';

/**
 * Checks a `pattern`. At call time it runs on a linear-time engine, which has no back-references and no look-around; clients
 * that validate by themselves read it as ECMAScript does, so it must be good for both.
 *
 * @returns what is wrong, or `undefined`
 */
export function checkPattern(pattern: string): string | undefined {
  const rewrite = 'rewrite it without look-around and back-references';
  try {
    RE2JS.compile(pattern);
  } catch (error) {
    return `${JSON.stringify(pattern)} is no pattern that runs in linear time (${wordOf(error)}): ${rewrite}`;
  }
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return `${JSON.stringify(pattern)} is no ECMAScript pattern (${wordOf(error)})`;
  }
  return undefined;
}

/**
 * Checks a key of `patternProperties`. It runs on the native engine, which other patterns can hold for ever.
 *
 * @returns what is wrong, or `undefined`
 */
export function checkKeyPattern(pattern: string): string | undefined {
  const wrong = checkPattern(pattern);
  if (wrong !== undefined || isLinearOnNativeEngine(pattern)) return wrong;
  return (
    `${JSON.stringify(pattern)} may take for ever on a long key: repeat no group, write at most one \`*\`, \`+\` or \`{n,}\` after a ` +
    'leading `^` (`.*` at the start or the end says nothing), and few others'
  );
}

function wordOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
