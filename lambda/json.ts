/** JSON values as `JSON.parse` returns them. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. An absent key reads as `undefined`. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/**
 * Whether a value is a JSON object, as opposed to an array, `null` or a scalar.
 *
 * @param value anything, typically fresh from `JSON.parse`
 */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a JSON text; `undefined` for any other text. */
export function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns an object without its members that are null; the object itself if it has none. */
export function removeNulls(object: JsonObject): JsonObject {
  for (const key in object) {
    if (object[key] === null) return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
  }
  return object;
}

/** JSON text that `JSON.stringify` copies unchanged. TC39: proposal-json-parse-with-source */
export interface RawJson {
  readonly rawJSON: string;
}

/**
 * Marks the text of a JSON scalar to be copied unchanged. The types of ES2024 lack it; Node.js 22 and newer implement it.
 *
 * @throws SyntaxError for text that is not a JSON scalar
 */
export const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): RawJson;
  isRawJSON(value: unknown): value is RawJson;
};
