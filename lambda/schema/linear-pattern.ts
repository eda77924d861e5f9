/** Steps of the engine at one place of a text, where every place of a text may be one to start at. */
const STEPS_AT_EACH_PLACE = 256;
/** The same, where there is one such place only. */
const STEPS_AT_ONE_PLACE = 100_000;
/** What repeats a bounded number of times: `?`, unless it only says how another repeats or a group is meant; `{2}`, `{2,}`, `{2,5}`. */
const QUANTIFIER = /(?<![(*+?}])\?|\{(\d+)(?:,(\d*))?\}/g;

/**
 * True where a pattern plainly cannot backtrack more than linearly: no group is repeated, at most one quantifier is open-ended,
 * in a pattern that starts at the beginning, and all else it can match in few ways; one at the very end is never tried again. A
 * cautious reading of the text; what it does not know is not linear.
 */
export function isLinearOnNativeEngine(pattern: string): boolean {
  const bare = pattern.replace(/\\./gs, 'a').replace(/\[[^\]]*\]/g, 'a');
  if (/\)[*+?{]/.test(bare)) return false;
  const outer = withoutGroups(bare);
  // Where the whole is one of several, the others need not start at the beginning.
  const startsOnce = outer.startsWith('^') && !outer.includes('|');
  const openEnded = bare.replace(/[*+]\??$/, '').match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  if (openEnded > (startsOnce ? 1 : 0)) return false;
  return stepsAtOnePlace(bare) <= (startsOnce && openEnded === 0 ? STEPS_AT_ONE_PLACE : STEPS_AT_EACH_PLACE);
}

function withoutGroups(bare: string): string {
  const outer = bare.replace(/\([^()]*\)/g, 'a');
  return outer === bare ? bare : withoutGroups(outer);
}

/** How many characters may be compared, in how many ways, but for an open-ended quantifier. */
function stepsAtOnePlace(bare: string): number {
  let ways = 2 ** (bare.split('|').length - 1);
  let characters = bare.length;
  for (const [, least, most] of bare.matchAll(QUANTIFIER)) {
    const [from, to] = least === undefined ? [0, 1] : [Number(least), Number(most || least)];
    ways *= to - from + 1;
    characters += to;
  }
  return ways * characters;
}
