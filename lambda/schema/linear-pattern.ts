/** Limit on the engine's steps per position, if a match can start at every position of the text. */
const STEPS_AT_EACH_PLACE = 256;
/** The limit, if a match can start at one position only. */
const STEPS_AT_ONE_PLACE = 100_000;
/** Bounded quantifiers: `?`, unless it makes another one lazy or marks a group; `{2}`, `{2,}`, `{2,5}`. */
const QUANTIFIER = /(?<![(*+?}])\?|\{(\d+)(?:,(\d*))?\}/g;

/**
 * Returns whether a pattern clearly takes linear time on the native engine: it repeats no group, has at most one open-ended
 * quantifier, and that only if it is anchored at the start, and can match everything else in few ways. An open-ended quantifier at
 * the very end is never retried, so it does not count. The reading is conservative: an unknown construct is not linear.
 */
export function isLinearOnNativeEngine(pattern: string): boolean {
  const bare = pattern.replace(/\\./gs, 'a').replace(/\[[^\]]*\]/g, 'a');
  if (/\)[*+?{]/.test(bare)) return false;
  const outer = withoutGroups(bare);
  // With alternatives at the top level, the others need not be anchored.
  const startsOnce = outer.startsWith('^') && !outer.includes('|');
  const openEnded = bare.replace(/[*+]\??$/, '').match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  if (openEnded > (startsOnce ? 1 : 0)) return false;
  return stepsAtOnePlace(bare) <= (startsOnce && openEnded === 0 ? STEPS_AT_ONE_PLACE : STEPS_AT_EACH_PLACE);
}

function withoutGroups(bare: string): string {
  const outer = bare.replace(/\([^()]*\)/g, 'a');
  return outer === bare ? bare : withoutGroups(outer);
}

/** How many characters may be compared, in how many ways, apart from open-ended quantifiers. */
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
