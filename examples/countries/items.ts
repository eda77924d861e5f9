import { countries } from './data.ts';

/** The countries as items of the story's table. An area that nobody measured is left out: no index takes it. */
export const items = countries.map((country) => ({
  code: country.cca3,
  name: country.name.common,
  region: country.region,
  subregion: country.subregion,
  capital: country.capital,
  languages: Object.values(country.languages),
  landlocked: country.landlocked,
  borders: country.borders,
  ...(country.area === null ? {} : { areaKm2: country.area }),
}));
