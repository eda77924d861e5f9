import { isRawJSON } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';

/**
 * Appends parameters to a URL's query. An array repeats its key; `null` is omitted like a value that was not found.
 *
 * @param search the URL's own query with its `?`, or empty
 * @param parameters values by name
 * @param kind what errors call a parameter
 * @throws ToolError for a value that is an object
 */
export function buildQuery(
  search: string,
  parameters: Readonly<Record<string, unknown>>,
  kind = 'query parameter',
): string {
  let query = search;
  for (const [name, value] of Object.entries(parameters)) {
    const key = encodeURIComponent(name);
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === null || item === undefined) continue;
      query += `${query === '' ? '?' : '&'}${key}=${encodeURIComponent(scalarText(item, name, kind))}`;
    }
  }
  return query;
}

function scalarText(value: unknown, name: string, kind: string): string {
  if (isRawJSON(value)) return value.rawJSON;
  if (typeof value === 'object') {
    throw new ToolError(`The ${kind} ${name} must be a string, a number, a boolean or a list of them.`);
  }
  const text = String(value);
  if (!text.isWellFormed()) throw new ToolError(`The ${kind} ${name} is not well-formed Unicode.`);
  return text;
}
