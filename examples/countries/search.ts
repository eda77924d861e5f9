import { type CountryRecord, countries, namesOf } from './data.ts';
import { choiceOf, numberOf, onlyKnown } from './query.ts';

/** One page of what a search found. */
export interface SearchPage {
  readonly total: number;
  readonly offset: number;
  readonly items: readonly CountryRecord[];
}

type Filter = (country: CountryRecord) => boolean;

const regions = [...new Set(countries.map((country) => country.region))].sort();
const subregions = [...new Set(countries.map((country) => country.subregion).filter(Boolean))].sort();
const filterNames = ['q', 'region', 'subregion', 'language', 'currency', 'minArea', 'maxArea', 'landlocked'];
const parameters = [...filterNames, 'sort', 'order', 'limit', 'offset'];

/**
 * Finds countries that satisfy every filter of the query.
 *
 * @param query the parameters of `GET /countries`
 * @throws ServiceError 400 for an unknown parameter or value
 */
export function searchCountries(query: URLSearchParams): SearchPage {
  onlyKnown(query, parameters);
  const filters = filtersOf(query);
  const offset = numberOf(query, 'offset', 0, countries.length) ?? 0;
  const limit = numberOf(query, 'limit', 1, 50) ?? 10;

  const found = countries.filter((country) => filters.every((filter) => filter(country)));
  const sorted = sortedAs(query, found);
  return { total: found.length, offset, items: sorted.slice(offset, offset + limit) };
}

/** The region that a query asks for, if any. */
export function regionOf(query: URLSearchParams): string | undefined {
  return choiceOf(query, 'region', regions);
}

function filtersOf(query: URLSearchParams): readonly Filter[] {
  const filters: Filter[] = [];
  const region = regionOf(query);
  if (region !== undefined) filters.push((country) => country.region === region);
  const subregion = choiceOf(query, 'subregion', subregions);
  if (subregion !== undefined) filters.push((country) => country.subregion === subregion);
  const landlocked = choiceOf(query, 'landlocked', ['true', 'false']);
  if (landlocked !== undefined) filters.push((country) => String(country.landlocked) === landlocked);
  const minArea = numberOf(query, 'minArea', 0, 1e9);
  if (minArea !== undefined) filters.push(({ area }) => area !== null && area >= minArea);
  const maxArea = numberOf(query, 'maxArea', 0, 1e9);
  if (maxArea !== undefined) filters.push(({ area }) => area !== null && area <= maxArea);
  const words = folded(query.get('q') ?? '');
  if (words !== '') filters.push((country) => namesOf(country).some((name) => folded(name).includes(words)));
  const language = folded(query.get('language') ?? '');
  if (language !== '') filters.push(({ languages }) => Object.entries(languages).flat().map(folded).includes(language));
  const currency = folded(query.get('currency') ?? '');
  if (currency !== '') filters.push(({ currencies }) => Object.keys(currencies).map(folded).includes(currency));
  return filters;
}

function sortedAs(query: URLSearchParams, found: readonly CountryRecord[]): readonly CountryRecord[] {
  const sort = choiceOf(query, 'sort', ['name', 'area']) ?? 'name';
  const ascending = sort === 'name' ? found : found.toSorted((one, other) => (one.area ?? 0) - (other.area ?? 0));
  return choiceOf(query, 'order', ['asc', 'desc']) === 'desc' ? ascending.toReversed() : ascending;
}

/** Lower case without accents: `Côte` is found by `cote`. */
function folded(text: string): string {
  return text.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
