/** JSON values as `JSON.parse` gives them; the one vocabulary that every room of `lambda/` shares. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. A key that is absent reads as `undefined`. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/**
 * Tells whether a value is a JSON object, as opposed to an array, `null` or a scalar.
 *
 * @param value anything, typically fresh from `JSON.parse`
 */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
