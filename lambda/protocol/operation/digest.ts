import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../json.ts';

/** Hashes an object. Objects that differ only in the order of keys, as a retry may, have the same hash. */
export function digest(value: JsonObject): string {
  const canonical = JSON.stringify(value, (_key, inner: unknown) => {
    if (!isJsonObject(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(canonical).digest('base64url');
}
