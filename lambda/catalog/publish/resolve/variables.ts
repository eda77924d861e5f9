import type { Fault, KeyPath } from '../../../fault.ts';
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

/**
 * Unreserved characters, `/` of a base path, what a host with a port needs, and what base64 has. RFC 3986 sections 2.3, 3.2.2
 * and 3.3
 */
const SAFE = /^[A-Za-z0-9._~:/+=[\]-]*$/;

/** The keys of `auth` whose texts are URLs. */
const URLS_OF_AUTH: ReadonlySet<string> = new Set(['tokenUrl', 'url']);

/** Finds the places of a target where a URL or a host would have a variable whose value cannot stand there: `@` ends a user name. */
export function unsafeVariables(
  { url, redirects, auth }: JsonObject,
  values: Readonly<Record<string, string>>,
): Fault[] {
  return [...unsafeIn(url, ['url'], values), ...unsafeIn(redirects, ['redirects'], values), ...inAuth(auth, values)];
}

function inAuth(auth: Json | undefined, values: Readonly<Record<string, string>>, path: KeyPath = ['auth']): Fault[] {
  if (Array.isArray(auth)) return auth.flatMap((entry: Json, index) => inAuth(entry, values, [...path, index]));
  if (!isJsonObject(auth)) return [];
  return Object.entries(auth).flatMap(([key, value]) =>
    URLS_OF_AUTH.has(key) ? unsafeIn(value, [...path, key], values) : inAuth(value, values, [...path, key]),
  );
}

/** The same for a text, or a list of texts. */
export function unsafeIn(value: Json | undefined, path: KeyPath, values: Readonly<Record<string, string>>): Fault[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => unsafeIn(item, [...path, index], values));
  if (typeof value !== 'string') return [];
  const name = variablesIn(value, values).find((each) => !SAFE.test(values[each] ?? ''));
  if (name === undefined) return [];
  const shown = JSON.stringify(values[name]);
  return [{ path, message: `the value ${shown} of {${name}} has a character that cannot stand in a URL as it is` }];
}

/** Replaces variables in all texts of a value but expressions, whose braces are their own. */
function fill(value: Json | undefined, values: Readonly<Record<string, string>>): Json | undefined {
  if (typeof value === 'string') return value.startsWith('{%') ? value : fillVariables(value, values);
  if (Array.isArray(value)) return value.map((item: Json) => fill(item, values) ?? null);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, values)]));
}
