import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';

/** Where a target's texts may have variables: everything that makes a URL. */
const PLACES: readonly (readonly string[])[] = [
  ['url'],
  ['redirects', '*'],
  ['auth', 'tokenUrl'],
  ['auth', 'exchange', 'url'],
  ['auth', '*', 'tokenUrl'],
  ['auth', '*', 'exchange', 'url'],
];

const PLACEHOLDER = /\{([A-Za-z_][A-Za-z0-9_-]*)\}/g;

/** Replaces variables in a target. */
export function withVariables(block: JsonObject, values: Readonly<Record<string, string>>): JsonObject {
  if (Object.keys(values).length === 0) return block;
  return PLACES.reduce((changed, place) => at(changed, place, values) as JsonObject, block);
}

/** Replaces variables in a text; other placeholders stay. */
export function fillVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

/** The variables that a text uses. */
export function variablesIn(text: string, values: Readonly<Record<string, string>>): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(([, name = '']) => (Object.hasOwn(values, name) ? [name] : []));
}

function at(
  value: Json | undefined,
  [key, ...rest]: readonly string[],
  values: Readonly<Record<string, string>>,
): Json | undefined {
  if (key === undefined) return typeof value === 'string' ? fillVariables(value, values) : value;
  if (Array.isArray(value)) return key === '*' ? value.map((item: Json) => at(item, rest, values) ?? null) : value;
  if (!isJsonObject(value) || key === '*' || value[key] === undefined) return value;
  return { ...value, [key]: at(value[key], rest, values) };
}
