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

/** JSON text that `JSON.stringify` copies as it is. TC39: proposal-json-parse-with-source */
export interface RawJson {
  readonly rawJSON: string;
}

/**
 * Marks the text of a JSON scalar to be copied. The type library of ES2024 does not know it yet; Node.js 22 and newer have it.
 *
 * @throws SyntaxError for the text of anything else
 */
export const { rawJSON } = JSON as unknown as { rawJSON(text: string): RawJson };
