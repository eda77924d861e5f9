import { isJsonObject, type JsonObject, removeNulls } from '../../json.ts';

/**
 * Removes null where a member may be absent, because some serializers of these revisions write it for a member without a value.
 * A required member is then missing.
 *
 * @param params the parameters of a request
 */
export function withoutNulls(method: string, params: JsonObject): JsonObject {
  const own = removeNulls(params);
  // The arguments of a tool may contain null as a value, so only this member's own members count.
  return method === 'completion/complete' && isJsonObject(own.context)
    ? { ...own, context: removeNulls(own.context) }
    : own;
}
