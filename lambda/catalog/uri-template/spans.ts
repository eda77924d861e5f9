import type { Expression, Literal, Part } from './parts.ts';

/*
 * Which piece of a URI each part of a template stands for. Backwards, part by part, every position is marked from which the
 * rest of the template fits the rest of the URI; then one walk forwards takes the best way along the marks. Nothing is tried and
 * taken back, so the work stays below the product of both lengths, whatever the template and the URI are.
 */

/** The rest does not fit from here. */
const NO = 0;
/** It fits, with the next expression left out. */
const WITHOUT = 1;
const FITS = 2;

/** @returns the piece for every part, '' for an expression that is left out; `undefined` when the template does not fit */
export function findSpans(parts: readonly Part[], uri: string): readonly string[] | undefined {
  const end = new Uint8Array(uri.length + 1);
  end[uri.length] = FITS;
  const marks: Uint8Array[] = [end];
  for (const part of parts.toReversed()) {
    const after = marks[0] ?? end;
    marks.unshift(part.kind === 'literal' ? markLiteral(part, uri, after) : markExpression(part, uri, after));
  }
  if (marks[0]?.[0] === NO) return undefined;
  let position = 0;
  return parts.map((part, index) => {
    const length = spanLength(part, uri, position, marks[index]?.[position] ?? NO, marks[index + 1] ?? end);
    const span = uri.slice(position, position + length);
    position += length;
    return span;
  });
}

function markLiteral({ text }: Literal, uri: string, after: Uint8Array): Uint8Array {
  const marks = new Uint8Array(uri.length + 1);
  for (let at = uri.indexOf(text); at >= 0; at = uri.indexOf(text, at + 1)) {
    if (after[at + text.length] !== NO) marks[at] = FITS;
  }
  return marks;
}

function markExpression({ form, stops }: Expression, uri: string, after: Uint8Array): Uint8Array {
  const { length: skipped } = form.first;
  const marks = new Uint8Array(uri.length + 1);
  // For a value that begins at `at + skipped`: the nearest place where it may end, and where it must.
  let nearest = Number.POSITIVE_INFINITY;
  let stop = uri.length;
  for (let at = uri.length; at >= 0; at -= 1) {
    const begin = at + skipped;
    if (begin < uri.length) {
      if (after[begin + 1] !== NO) nearest = begin + 1;
      if (stops.includes(uri.charAt(begin))) stop = begin;
      if (nearest <= stop && uri.startsWith(form.first, at)) marks[at] = FITS;
    }
    if (skipped > 0 && marks[at] === NO && after[at] !== NO) marks[at] = WITHOUT;
  }
  return marks;
}

/** How many characters a part takes on the best way from a position that is marked. */
function spanLength(part: Part, uri: string, position: number, mark: number, after: Uint8Array): number {
  if (part.kind === 'literal') return part.text.length;
  if (mark === WITHOUT) return 0;
  const begin = position + part.form.first.length;
  let farthest = begin;
  let chosen = begin;
  while (farthest < uri.length && !part.stops.includes(uri.charAt(farthest))) {
    farthest += 1;
    const better = (after[farthest] ?? NO) >= (after[chosen] ?? NO) || chosen === begin;
    if (after[farthest] !== NO && better) chosen = farthest;
  }
  return chosen - position;
}
