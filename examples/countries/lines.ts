import { setTimeout as pause } from 'node:timers/promises';
import { countries } from './data.ts';
import { numberOf, onlyKnown } from './query.ts';
import { regionOf } from './search.ts';

/** An answer that is sent line by line. */
export class Lines {
  readonly texts: AsyncIterable<string>;

  constructor(texts: AsyncIterable<string>) {
    this.texts = texts;
  }
}

/**
 * Countries as newline-delimited JSON, one a line, by name.
 *
 * @param query the parameters of `GET /countries.ndjson`: `region`, and `pauseMs` before each line, to see them come
 * @throws ServiceError 400 for an unknown parameter or value
 */
export function countryLines(query: URLSearchParams): Lines {
  onlyKnown(query, ['region', 'pauseMs']);
  const region = regionOf(query);
  const pauseMs = numberOf(query, 'pauseMs', 0, 2000) ?? 0;
  const found = countries.filter((country) => region === undefined || country.region === region);
  return new Lines(linesOf(found, pauseMs));
}

async function* linesOf(rows: readonly object[], pauseMs: number): AsyncGenerator<string> {
  for (const row of rows) {
    if (pauseMs > 0) await pause(pauseMs);
    yield `${JSON.stringify(row)}\n`;
  }
}
