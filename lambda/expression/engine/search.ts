/** Searches for a text in a text in time linear in both, which the engine's own search is not for a long text to look for. */
import type { Meter } from '../../work/index.ts';

/** Characters of a text to look for from which on the engine's search can take its length for each character of the other. */
const LONG = 256;

/** Finds the next place of a text from a place on; -1 if there is none. */
type Find = (from: number) => number;

/**
 * Makes a search.
 *
 * @param text in which to look
 * @param sought not empty
 * @param meter what the search is charged to
 */
export function searchFor(sought: string, text: string, meter: Meter): Find {
  if (sought.length > text.length) return () => -1;
  if (sought.length < LONG) {
    return (from) => {
      const at = text.indexOf(sought, from);
      meter.spend(1 + (((at < 0 ? text.length : at) - from) >> 3));
      return at;
    };
  }
  const borders = bordersOf(sought, meter);
  return (from) => findLong(sought, text, { borders, from, meter });
}

/** For each length of the beginning of a text, how much of it is its end as well. Knuth, Morris and Pratt, 1977 */
function bordersOf(sought: string, meter: Meter): Int32Array {
  meter.spend(sought.length >> 2);
  const borders = new Int32Array(sought.length + 1);
  let border = 0;
  for (let at = 1; at < sought.length; at += 1) {
    const unit = sought.charCodeAt(at);
    while (border > 0 && sought.charCodeAt(border) !== unit) border = borders[border] ?? 0;
    if (sought.charCodeAt(border) === unit) border += 1;
    borders[at + 1] = border;
  }
  return borders;
}

interface Search {
  readonly borders: Int32Array;
  readonly from: number;
  readonly meter: Meter;
}

function findLong(sought: string, text: string, { borders, from, meter }: Search): number {
  let matched = 0;
  let at = from;
  for (; at < text.length && matched < sought.length; at += 1) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && sought.charCodeAt(matched) !== unit) matched = borders[matched] ?? 0;
    if (sought.charCodeAt(matched) === unit) matched += 1;
  }
  meter.spend(1 + ((at - from) >> 2));
  return matched === sought.length ? at - matched : -1;
}
