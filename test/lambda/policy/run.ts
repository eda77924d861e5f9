/** `npm run policies [-- CASES [SEED]]`: compares a million seeded cases, or as many as given, with Cedar itself. */
import { type Compared, compareCases } from './support/compare.ts';

const ROUND = 10_000;

const [cases = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);
if (!(cases >= 1) || !Number.isInteger(seed)) {
  console.error('usage: npm run policies [-- CASES [SEED]], both whole numbers');
  process.exit(2);
}

const totals = { allow: 0, forbid: 0, error: 0, erringForbid: 0, certain: 0 };
const wrong: string[] = [];
for (let done = 0; done < cases && wrong.length === 0; done += ROUND) {
  const round: Compared = compareCases({ cases: Math.min(ROUND, cases - done), seed: seed + done / ROUND });
  for (const kind of Object.keys(totals) as (keyof typeof totals)[]) totals[kind] += round.counts[kind];
  wrong.push(...round.differences, ...round.unsound);
  if ((done / ROUND) % 10 === 9) console.error(`${done + ROUND} cases`);
}

for (const each of wrong) console.log(each);
const percent = (count: number) => `${((100 * count) / cases).toFixed(1)} %`;
console.log(
  `${cases} cases: ${percent(totals.allow)} allowed, ${percent(totals.forbid)} forbidden, ${percent(totals.error)} with an error ` +
    `(${percent(totals.erringForbid)} denied by it alone), ${percent(totals.certain)} certain without the arguments`,
);
const enough = [totals.allow, totals.forbid, totals.error].every((count) => count >= cases / 5);
if (!enough) console.log('each of allowed, forbidden and error must be at least 20 %');
if (wrong.length > 0 || !enough) process.exit(1);
