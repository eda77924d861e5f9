import { type CountryRecord, countryOf } from './data.ts';
import { ServiceError } from './errors.ts';

/** Countries beside each other, and what they have in common. */
export interface Comparison {
  readonly countries: readonly CountryRecord[];
  readonly shared: {
    readonly languages: readonly string[];
    readonly currencies: readonly string[];
    readonly borders: readonly string[];
  };
}

/**
 * Puts two to five countries beside each other.
 *
 * @param body the body of `POST /comparisons`: `{ "codes": ["CH", "AT"] }`
 * @throws ServiceError 400 for any other body, 404 for an unknown code
 */
export function compareCountries(body: unknown): Comparison {
  const compared = codesOf(body).map(countryOf);
  return {
    countries: compared,
    shared: {
      languages: sharedBy(compared.map((country) => Object.values(country.languages))),
      currencies: sharedBy(compared.map((country) => Object.keys(country.currencies))),
      borders: sharedBy(compared.map((country) => country.borders)),
    },
  };
}

function codesOf(body: unknown): readonly string[] {
  const codes = typeof body === 'object' && body !== null && 'codes' in body ? body.codes : undefined;
  const good = Array.isArray(codes) && codes.length >= 2 && codes.length <= 5;
  if (good && codes.every((code) => typeof code === 'string')) return codes;
  throw new ServiceError(400, 'The body must be { codes: [...] } with two to five country codes');
}

function sharedBy(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  return first.filter((entry) => others.every((list) => list.includes(entry)));
}
