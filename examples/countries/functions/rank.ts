import { setTimeout as pause } from 'node:timers/promises';
import { defineTool, json, partial, progress } from '../../../toolkit/index.ts';
import { type CountryRecord, countries } from '../data.ts';

/** What the tool's `input` schema lets through, its defaults filled in. */
interface Arguments {
  readonly by: keyof typeof measures;
  readonly region?: string;
  readonly top: number;
  readonly pauseMs: number;
}

/** By what countries can be ranked. */
const measures = {
  area: ({ area }: CountryRecord) => area ?? 0,
  neighbours: ({ borders }: CountryRecord) => borders.length,
  languages: ({ languages }: CountryRecord) => Object.keys(languages).length,
};

/** Ranks countries: the best of each subregion as soon as it is known, then the best of all. */
export const handler = defineTool<Arguments>(async function* ({ by, region, top, pauseMs }) {
  const measure = measures[by];
  const candidates = countries.filter((country) => region === undefined || country.region === region);
  const groups = [...Map.groupBy(candidates, (country) => country.subregion || country.region)].sort();
  for (const [index, [subregion, members]] of groups.entries()) {
    if (pauseMs > 0) await pause(pauseMs);
    yield progress(index + 1, groups.length, subregion);
    yield partial(json({ subregion, best: ranked(members, measure, 1) }), { rows: 1 });
  }
  return { by, ranking: ranked(candidates, measure, top) };
});

function ranked(members: readonly CountryRecord[], measure: (country: CountryRecord) => number, top: number) {
  return members
    .map((country) => ({ name: country.name.common, code: country.cca3, value: measure(country) }))
    .sort((one, other) => other.value - one.value)
    .slice(0, top);
}
