import type { Json } from '../../json.ts';

/** Returns whether a status is an answer. */
export type OkRule = (status: number) => boolean;

/**
 * Compiles a tool's `ok`: statuses, such as `404`, and classes, such as `2xx`, or `2XX` as OpenAPI writes them.
 *
 * @returns `undefined` for the default, 2xx
 */
export function okRule(ok: Json | undefined): OkRule | undefined {
  if (!Array.isArray(ok)) return undefined;
  const listed = new Set<string>(ok.map((item) => String(item).toLowerCase()));
  return (status) => listed.has(String(status)) || listed.has(`${Math.floor(status / 100)}xx`);
}
