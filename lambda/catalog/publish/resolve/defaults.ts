import type { Fault, KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';

/** The keys of a target that a server's defaults may give, by its type. */
const KEYS_OF: ReadonlyMap<Json | undefined, readonly string[]> = new Map([
  ['aws', ['role', 'region']],
  ['graphql', ['url', 'headers', 'auth']],
  ['http', ['url', 'headers', 'query', 'auth']],
]);

/** Returns whether a server's defaults have keys for a type of target: for those that send HTTP requests. */
export function takesDefaults({ type }: JsonObject): boolean {
  return KEYS_OF.has(type);
}

/** Maps that a target writes as one expression: what the server's defaults would add to them is not sent. */
export function lostDefaults(block: JsonObject, defaults: JsonObject): Fault[] {
  const keys = KEYS_OF.get(block.type) ?? [];
  return keys.flatMap((key) => {
    const [own, given] = [block[key], defaults[key]];
    if (typeof own !== 'string' || key === 'url' || !isJsonObject(given)) return [];
    const names = Object.keys(given).join(', ');
    const message = `is one expression, so the server's default \`${key}\` are not sent: add ${names} to it`;
    return [{ severity: 'warning', path: [key], message }];
  });
}

/** A block with defaults, and which of its keys come from them. */
export interface WithDefaults {
  readonly block: JsonObject;
  /** Paths in the block, each with its path in the Server document. */
  readonly origins: readonly (readonly [KeyPath, KeyPath])[];
}

/**
 * Adds a server's defaults to a target. The target's own keys win; `headers` and `query` are joined by name, where null removes a
 * default, as `auth: null` does.
 */
export function withDefaults(block: JsonObject, defaults: JsonObject): WithDefaults {
  const keys = KEYS_OF.get(block.type) ?? [];
  const result: Record<string, Json | undefined> = { ...block };
  const origins: [KeyPath, KeyPath][] = [];
  const take = (path: KeyPath) => origins.push([path, ['defaults', ...path]]);
  for (const key of keys) {
    const [own, given] = [block[key], defaults[key]];
    if (given === undefined) continue;
    if (key === 'url') result.url = joinedUrl(own, given);
    else if (isPlain(key) && own === undefined) {
      result[key] = given;
      take([key]);
    } else if (key === 'auth') {
      if (own === null) delete result.auth;
      else if (own === undefined) {
        result.auth = given;
        take(['auth']);
      }
    } else if (isJsonObject(given) && (own === undefined || isJsonObject(own))) {
      const joined = joinedMap(own ?? {}, given, key === 'headers');
      result[key] = joined.map;
      for (const name of joined.taken) take([key, name]);
    }
    if (key === 'url' && own === undefined) take(['url']);
  }
  return { block: result, origins };
}

/** Keys that a target has as a whole, or not at all. */
const isPlain = (key: string) => key === 'role' || key === 'region';

const ABSOLUTE = /^(?:[A-Za-z][A-Za-z0-9+.-]*:|\{%)/;

/** A relative URL continues the default, as paths of OpenAPI continue the URL of their server. OpenAPI 3.1 section 4.8.8.1 */
function joinedUrl(own: Json | undefined, base: Json): Json | undefined {
  if (own === undefined) return base;
  if (typeof own !== 'string' || typeof base !== 'string' || ABSOLUTE.test(own)) return own;
  return `${base.replace(/\/$/, '')}${/^[/?]/.test(own) ? '' : '/'}${own}`;
}

function joinedMap(own: JsonObject, given: JsonObject, ignoreCase: boolean) {
  const fold = (name: string) => (ignoreCase ? name.toLowerCase() : name);
  const set = new Set(Object.keys(own).map(fold));
  const taken = Object.keys(given).filter((name) => !set.has(fold(name)));
  const removed = new Set(Object.keys(given).map(fold));
  // A null that removes nothing stays, so that its fault is reported.
  const kept = Object.entries(own).filter(([name, value]) => value !== null || !removed.has(fold(name)));
  return {
    map: { ...Object.fromEntries(taken.map((name) => [name, given[name]])), ...Object.fromEntries(kept) },
    taken,
  };
}
