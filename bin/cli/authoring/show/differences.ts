import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../../../lambda/json.ts';

/** Characters that are shown of one value. */
const VALUE_CHARS = 200;

/**
 * Compares two JSON values.
 *
 * @param place the name of the values in the lines
 * @returns a line for each place where they differ, in the order of the expected value
 */
export function differences(expected: unknown, found: unknown, place: string): readonly string[] {
  if (isDeepStrictEqual(expected, found)) return [];
  if (Array.isArray(expected) && Array.isArray(found)) {
    const most = Math.max(expected.length, found.length);
    return Array.from({ length: most }, (_, index) => index).flatMap((index) =>
      differences(expected[index], found[index], `${place}[${index}]`),
    );
  }
  if (isJsonObject(expected) && isJsonObject(found)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys].flatMap((key) => differences(own(expected, key), own(found, key), `${place}${step(key)}`));
  }
  return [`${place}: expected ${shown(expected)}, found ${shown(found)}`];
}

function own(value: object, key: string): unknown {
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

function step(key: string): string {
  return /^[\w$-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= VALUE_CHARS ? text : `${text.slice(0, VALUE_CHARS)}…`;
}
