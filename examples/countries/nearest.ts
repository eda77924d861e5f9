import { type CountryRecord, countries } from './data.ts';
import { ServiceError } from './errors.ts';
import { numberOf, onlyKnown } from './query.ts';

const EARTH_RADIUS_KM = 6371;

/** A country and how far its centre lies from the asked point. */
export interface NearCountry {
  readonly distanceKm: number;
  readonly country: CountryRecord;
}

/**
 * Finds the countries whose centres lie nearest to a point, the nearest first.
 *
 * @param query the parameters of `GET /nearest`
 * @throws ServiceError 400 for a missing, unknown or impossible parameter
 */
export function nearestCountries(query: URLSearchParams): { readonly items: readonly NearCountry[] } {
  onlyKnown(query, ['latitude', 'longitude', 'limit']);
  const latitude = numberOf(query, 'latitude', -90, 90);
  const longitude = numberOf(query, 'longitude', -180, 180);
  if (latitude === undefined || longitude === undefined) {
    throw new ServiceError(400, "'latitude' and 'longitude' are both needed, in decimal degrees");
  }
  const items = countries
    .map((country) => ({ distanceKm: distanceKm([latitude, longitude], country.latlng), country }))
    .sort((one, other) => one.distanceKm - other.distanceKm);
  return { items: items.slice(0, numberOf(query, 'limit', 1, 20) ?? 5) };
}

/** Great-circle distance by the haversine formula, whole kilometres. */
function distanceKm(from: readonly [number, number], to: readonly [number, number]): number {
  const north = Math.sin(radians(to[0] - from[0]) / 2) ** 2;
  const east = Math.sin(radians(to[1] - from[1]) / 2) ** 2;
  const half = north + Math.cos(radians(from[0])) * Math.cos(radians(to[0])) * east;
  return Math.round(2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(half)));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
