import { readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';

const TESTS = new Set(['test', 'it']);
/** How a title follows the titles around it. */
export const SEPARATOR = ' › ';

/**
 * The full names of the tests in a test file, as its source spells them: `describe › test`, with the placeholders of a table
 * (`%s`) unfilled. Tests that are skipped are left out.
 *
 * @param path of a TypeScript file
 */
export function testTitles(path: string): ReadonlySet<string> {
  const titles = new Set<string>();
  visit(parseSync(readFileSync(path, 'utf8'), { syntax: 'typescript' }), [], titles);
  return titles;
}

function visit(node: unknown, around: readonly string[], titles: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  const call = isNode(node) && node.type === 'CallExpression' ? titledCall(node) : undefined;
  if (call?.runs === false) return;
  const within = call === undefined ? around : [...around, call.title];
  if (call !== undefined && TESTS.has(call.name)) titles.add(within.join(SEPARATOR));
  for (const child of Object.values(node)) visit(child, within, titles);
}

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** What `test('title', …)`, `test.each(…)('title', …)` and their like are called. */
function titledCall({ callee, arguments: args }: Node): { name: string; title: string; runs: boolean } | undefined {
  const words = wordsOf(callee);
  const name = words[0] ?? '';
  const title = Array.isArray(args) ? textOf(args[0]?.expression) : undefined;
  if (title === undefined || (name !== 'describe' && !TESTS.has(name))) return undefined;
  return { name, title, runs: !words.includes('skip') && !words.includes('todo') };
}

/** `['test', 'each']` for `test.each(…)`. */
function wordsOf(callee: unknown): readonly string[] {
  if (!isNode(callee)) return [];
  if (callee.type === 'Identifier') return [String(callee.value)];
  if (callee.type === 'MemberExpression') return [...wordsOf(callee.object), ...wordsOf(callee.property)];
  return callee.type === 'CallExpression' ? wordsOf(callee.callee) : [];
}

function textOf(expression: unknown): string | undefined {
  if (!isNode(expression)) return undefined;
  if (expression.type === 'StringLiteral') return String(expression.value);
  if (expression.type !== 'TemplateLiteral' || !Array.isArray(expression.quasis)) return undefined;
  return expression.quasis.length === 1 ? String(expression.quasis[0]?.cooked) : undefined;
}
