import type { Literal } from './parts.ts';
import type { Step, Variable } from './steps.ts';

/*
 * Finds the piece of a URI that each step of a template matches. A backward pass marks, for every step and position, how well the
 * remaining steps match the rest of the URI; one forward pass then follows the best marks. There is no backtracking, so the work
 * stays below the product of both lengths for any template and URI.
 *
 * A higher mark is better: an optional expression should match, with as many of its variables as possible.
 */

/** The rest does not match from here. */
const NO_MATCH = 0;
/** The rest matches, with the expression that begins here left out. */
const WITHOUT = 1;
/** The rest matches; plus one for each further variable of the expression that begins here. */
const MATCHES = 2;
/** The rest matches, with a variable of an expression that began earlier; plus one for each further variable. */
const CONTINUES = 64;

/** @returns the piece for each step, '' for a variable that is left out; `undefined` when the template does not match */
export function findSpans(steps: readonly Step[], uri: string): readonly string[] | undefined {
  const end = new Uint8Array(uri.length + 1);
  end[uri.length] = MATCHES;
  const marks: Uint8Array[] = [];
  const marksAt = (index: number) => marks[index] ?? end;
  for (const [index, step] of [...steps.entries()].reverse()) {
    const after = marksAt(index + 1);
    if (step.kind === 'literal') marks[index] = markLiteral(step, uri, after);
    else marks[index] = markVariable(step, uri, after, step.end === undefined ? undefined : marksAt(step.end));
  }
  if (marksAt(0)[0] === NO_MATCH) return undefined;
  let position = 0;
  return steps.map((step, index) => {
    const to = spanEnd(step, uri, position, marksAt(index)[position] ?? NO_MATCH, marksAt(index + 1));
    const span = uri.slice(position, to);
    position = to;
    return span;
  });
}

function markLiteral({ text }: Literal, uri: string, after: Uint8Array): Uint8Array {
  const marks = new Uint8Array(uri.length + 1);
  for (let at = uri.indexOf(text); at >= 0; at = uri.indexOf(text, at + 1)) {
    if (after[at + text.length] !== NO_MATCH) marks[at] = MATCHES;
  }
  return marks;
}

/** @param beyond marks at the end of the expression, for a variable that may be left out */
function markVariable(variable: Variable, uri: string, after: Uint8Array, beyond: Uint8Array | undefined): Uint8Array {
  const marks = new Uint8Array(uri.length + 1);
  // The best mark at which a value that continues from a position can end.
  const best = new Uint8Array(uri.length + 2);
  for (let at = uri.length; at >= 0; at -= 1) {
    best[at] = Math.max(markOfEnd(uri, at, after), isStop(variable, uri, at) ? NO_MATCH : (best[at + 1] ?? NO_MATCH));
    const next = markOfRest(variable, uri, at, after, best);
    const left = beyond?.[at] ?? NO_MATCH;
    if (next !== NO_MATCH) marks[at] = (variable.follows ? CONTINUES : MATCHES) + Math.max(0, next - CONTINUES + 1);
    else if (left !== NO_MATCH) marks[at] = variable.follows ? left : WITHOUT;
  }
  return marks;
}

/** The best mark after a variable that begins at a position. */
function markOfRest(variable: Variable, uri: string, at: number, after: Uint8Array, best: Uint8Array): number {
  const { first, named, names } = variable;
  if (!uri.startsWith(first, at)) return NO_MATCH;
  const begin = at + first.length;
  if (!named) return isStop(variable, uri, begin) ? NO_MATCH : (best[begin + 1] ?? NO_MATCH);
  let mark = NO_MATCH;
  for (const name of names) {
    const end = nameEnd(name, uri, begin);
    if (end !== undefined) mark = Math.max(mark, (isAssigned(uri, end) ? best[end + 1] : after[end]) ?? NO_MATCH);
  }
  return mark;
}

function nameEnd(name: string, uri: string, begin: number): number | undefined {
  return uri.startsWith(name, begin) ? begin + name.length : undefined;
}

/** Whether a value follows the name. RFC 6570 section 3.2.7: an empty value has no `=` */
function isAssigned(uri: string, nameEnd: number): boolean {
  return uri.charAt(nameEnd) === '=';
}

/** The mark after a value that ends at a position; a value cannot end within an encoded character. */
function markOfEnd(uri: string, at: number, after: Uint8Array): number {
  return uri.charAt(at - 1) === '%' || uri.charAt(at - 2) === '%' ? NO_MATCH : (after[at] ?? NO_MATCH);
}

function isStop({ stops }: Variable, uri: string, at: number): boolean {
  return at >= uri.length || stops.includes(uri.charAt(at));
}

/** Where a step ends on the best path from a position with this mark. */
function spanEnd(step: Step, uri: string, position: number, mark: number, after: Uint8Array): number {
  if (step.kind === 'literal') return position + step.text.length;
  if (mark < (step.follows ? CONTINUES : MATCHES)) return position;
  const begin = position + step.first.length;
  if (!step.named) return farthestEnd(step, uri, begin + 1, after);
  const ends = step.names.flatMap((name) => {
    const end = nameEnd(name, uri, begin);
    if (end === undefined) return [];
    return isAssigned(uri, end) ? farthestEnd(step, uri, end + 1, after) : end;
  });
  return ends.reduce((chosen, end) => ((after[end] ?? NO_MATCH) > (after[chosen] ?? NO_MATCH) ? end : chosen));
}

/** The last of the ends from which the rest matches best. */
function farthestEnd(variable: Variable, uri: string, from: number, after: Uint8Array): number {
  let chosen = from;
  for (let end = from; end <= uri.length; end += 1) {
    if (markOfEnd(uri, end, after) >= markOfEnd(uri, chosen, after)) chosen = end;
    if (isStop(variable, uri, end)) break;
  }
  return chosen;
}
