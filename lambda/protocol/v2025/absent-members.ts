import { isJsonObject, type JsonObject } from '../../json.ts';

/** The members of `params` whose own members are all optional, by method. The arguments of a tool may contain null as a value. */
const OPTIONAL_INSIDE: Readonly<Record<string, string>> = {
  'prompts/get': 'arguments',
  'completion/complete': 'context',
};

/**
 * Removes null where a member may be absent, because some serializers of these revisions write it for a member without a value.
 * A required member is then missing.
 *
 * @param params the parameters of a request
 */
export function withoutNulls(method: string, params: JsonObject): JsonObject {
  const own = removeNulls(params);
  const key = Object.hasOwn(OPTIONAL_INSIDE, method) ? OPTIONAL_INSIDE[method] : undefined;
  const inner = key === undefined ? undefined : own[key];
  return key !== undefined && isJsonObject(inner) ? { ...own, [key]: removeNulls(inner) } : own;
}

function removeNulls(object: JsonObject): JsonObject {
  for (const key in object) {
    if (object[key] === null) return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
  }
  return object;
}
