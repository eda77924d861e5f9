import { ServiceError } from './errors.ts';

/** Reads a query parameter that must be a number, if it is there at all. */
export function numberOf(query: URLSearchParams, name: string, minimum: number, maximum: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= minimum && value <= maximum) return value;
  throw new ServiceError(400, `'${name}' must be a number from ${minimum} to ${maximum}, not '${text}'`);
}

/** Reads a query parameter that must be one of a few words, if it is there at all. */
export function choiceOf<T extends string>(query: URLSearchParams, name: string, choices: readonly T[]): T | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new ServiceError(400, `'${name}' must be one of ${choices.join(', ')}, not '${text}'`);
}

/** Refuses parameters that nobody reads, so that a typing error is not taken for an answer. */
export function onlyKnown(query: URLSearchParams, known: readonly string[]): void {
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new ServiceError(400, `Unknown parameter '${unknown}'; known are ${known.join(', ')}`);
}
