import type { Evaluation } from '../../../../lambda/work/index.ts';
import type { AuthoredTool } from '../documents.ts';

/** Where an expression failed. */
interface Failure {
  /** `orders.yaml:14: target.result` */
  readonly place: string;
  /** The line of the expression, and a caret below the character. */
  readonly lines: readonly string[];
}

/**
 * Points into an expression that failed.
 *
 * @returns `undefined` for one that gave a value
 */
export function failureOf(
  { where, source: text, error }: Evaluation,
  { tool, source }: AuthoredTool,
): Failure | undefined {
  if (error === undefined) return undefined;
  const path = pathOf(where, tool.target);
  const lines = text.split('\n');
  const word = wordOf(text, error);
  if (word === undefined) {
    return { place: placeOf(source.file, source.lineOf(path), path), lines: lines.slice(0, 3) };
  }
  const before = text.slice(0, word.from).split('\n');
  const row = before.length - 1;
  const column = before.at(-1)?.length ?? 0;
  return {
    place: placeOf(source.file, source.lineOf(path, row), path),
    lines: [lines[row] ?? '', `${' '.repeat(column)}${'^'.repeat(word.length)}`],
  };
}

function placeOf(file: string, line: number, path: readonly (string | number)[]): string {
  return `${file}:${line}: ${path.join('.')}`;
}

/** The word at which an expression failed; the engine's position is at its end, or after the bracket that follows it. */
function wordOf(text: string, error: unknown): { readonly from: number; readonly length: number } | undefined {
  if (typeof error !== 'object' || error === null || !('position' in error)) return undefined;
  const { position } = error;
  if (typeof position !== 'number') return undefined;
  const token = 'token' in error && typeof error.token === 'string' ? error.token : '';
  const from = token === '' ? -1 : text.lastIndexOf(token, position - token.length);
  return from < 0 ? { from: Math.max(0, position - 1), length: 1 } : { from, length: token.length };
}

/** The path of a key that the engine names with dots; keys of the document may contain dots, too. */
function pathOf(where: string, target: object): readonly (string | number)[] {
  const path: (string | number)[] = ['target'];
  let value: unknown = target;
  let rest = where;
  while (rest !== '') {
    if (typeof value !== 'object' || value === null) return path;
    const key = Object.keys(value).find((each) => rest === each || rest.startsWith(`${each}.`));
    if (key === undefined) return path;
    path.push(Array.isArray(value) ? Number(key) : key);
    value = Object.entries(value).find(([each]) => each === key)?.[1];
    rest = rest.slice(key.length + 1);
  }
  return path;
}
