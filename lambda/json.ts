/** JSON values as `JSON.parse` returns them; the one vocabulary that all of `lambda/` shares. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. An absent key reads as `undefined`. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/**
 * Returns whether a value is a JSON object, as opposed to an array, `null` or a scalar.
 *
 * @param value anything, typically from `JSON.parse`
 */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON text that `JSON.stringify` copies unchanged. TC39: proposal-json-parse-with-source */
export interface RawJson {
  readonly rawJSON: string;
}

/**
 * Marks the text of a JSON scalar for `JSON.stringify` to copy. The type library of ES2024 lacks it; Node.js 22 and newer have it.
 *
 * @throws SyntaxError for any other text
 */
export const { rawJSON } = JSON as unknown as { rawJSON(text: string): RawJson };
