import type { Country } from 'world-countries';
// The package's ESM entry imports JSON without the attribute that Node asks for; its CommonJS entry works everywhere.
import source from 'world-countries/index.cjs';
import { ServiceError } from './errors.ts';

/** A country as the data set tells it, without its translations; an area that nobody measured is `null`. */
export interface CountryRecord extends Omit<Country, 'translations' | 'altSpellings' | 'area'> {
  readonly area: number | null;
}

/** Every country, by its English name. */
export const countries: readonly CountryRecord[] = source
  .map(({ translations, altSpellings, area, ...facts }) => ({ ...facts, area: area >= 0 ? area : null }))
  .sort((one, other) => one.name.common.localeCompare(other.name.common, 'en'));

const byCode = new Map(countries.flatMap((country) => [country.cca2, country.cca3].map((code) => [code, country])));
const otherNames = new Map(source.map((country) => [country.cca3, country.altSpellings]));

/**
 * Finds one country.
 *
 * @param code ISO 3166-1 alpha-2 or alpha-3, in any case
 * @throws ServiceError 404 for a code that no country has
 */
export function countryOf(code: string): CountryRecord {
  const country = byCode.get(code.toUpperCase());
  if (!country) throw new ServiceError(404, `No country has the code '${code}'; use ISO 3166-1, such as CH or CHE`);
  return country;
}

/** @returns the countries that share a land border with this one, by name */
export function neighboursOf(country: CountryRecord): readonly CountryRecord[] {
  const codes = new Set(country.borders);
  return countries.filter((other) => codes.has(other.cca3));
}

/** @returns every name that people use for a country and its capital */
export function namesOf(country: CountryRecord): readonly string[] {
  return [country.name.common, country.name.official, ...(otherNames.get(country.cca3) ?? []), ...country.capital];
}
