import { type CountryRecord, countries } from './data.ts';
import { choiceOf, onlyKnown } from './query.ts';

/** What one part of the world adds up to. */
export interface RegionFigures {
  readonly name: string;
  readonly countries: number;
  readonly landlocked: number;
  readonly areaKm2: number;
  readonly languages: number;
  readonly largest: string;
}

/**
 * Adds up the countries of each region or subregion, the largest area first.
 *
 * @param query the parameters of `GET /statistics`
 * @throws ServiceError 400 for an unknown parameter or value
 */
export function statistics(query: URLSearchParams): { readonly by: string; readonly rows: readonly RegionFigures[] } {
  onlyKnown(query, ['by']);
  const by = choiceOf(query, 'by', ['region', 'subregion']) ?? 'region';
  const groups = Map.groupBy(countries, (country) => country[by] || country.region);
  const rows = [...groups].map(([name, members]) => figuresOf(name, members));
  return { by, rows: rows.sort((one, other) => other.areaKm2 - one.areaKm2) };
}

function figuresOf(name: string, members: readonly CountryRecord[]): RegionFigures {
  const bySize = members.toSorted((one, other) => (other.area ?? 0) - (one.area ?? 0));
  return {
    name,
    countries: members.length,
    landlocked: members.filter((country) => country.landlocked).length,
    areaKm2: Math.round(members.reduce((sum, country) => sum + (country.area ?? 0), 0)),
    languages: new Set(members.flatMap((country) => Object.keys(country.languages))).size,
    largest: bySize.map((country) => country.name.common)[0] ?? name,
  };
}
