import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';

/**
 * The keys of a target whose texts may have variables: what makes a URL, and what differs between two accounts of an API. Those of
 * AWS are in ARNs, and so in parameters.
 */
const KEYS = ['url', 'redirects', 'auth', 'role', 'region', 'parameters'];

const PLACEHOLDER = /\{([A-Za-z_][A-Za-z0-9_-]*)\}/g;

/** Replaces variables in a target. */
export function withVariables(block: JsonObject, values: Readonly<Record<string, string>>): JsonObject {
  if (Object.keys(values).length === 0) return block;
  const entries = Object.entries(block).map(([key, value]) => [key, KEYS.includes(key) ? fill(value, values) : value]);
  return Object.fromEntries(entries);
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

/** Replaces variables in all texts of a value but expressions, whose braces are their own. */
function fill(value: Json | undefined, values: Readonly<Record<string, string>>): Json | undefined {
  if (typeof value === 'string') return value.startsWith('{%') ? value : fillVariables(value, values);
  if (Array.isArray(value)) return value.map((item: Json) => fill(item, values) ?? null);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, values)]));
}
