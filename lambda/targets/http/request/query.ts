import { assertSize } from './size.ts';
import { encodeComponent, encodeName, type ParameterKind, type Style, scalarText, writeParameter } from './styles.ts';

/** Parameters of a query or a form. */
export interface QueryParameters {
  readonly values: Readonly<Record<string, unknown>>;
  /** The style of a parameter by its name; `undefined` where the document gives only a value. */
  readonly styleOf?: (name: string) => Style | undefined;
  readonly kind: ParameterKind;
}

/**
 * Appends parameters to a URL's query. In the default style, an array repeats its key; `null` is omitted like a value that was not
 * found.
 *
 * @param search the URL's own query with its `?`, or empty
 * @throws ToolError for a value that the style of its parameter cannot write, and for too many of them
 */
export function buildQuery(search: string, { values, styleOf, kind }: QueryParameters): string {
  let query = search;
  for (const [name, value] of Object.entries(values)) {
    const style = styleOf?.(name);
    if (style === undefined) {
      const key = encodeName({ name });
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item === null || item === undefined) continue;
        query += `${query === '' ? '?' : '&'}${key}=${encodeComponent(scalarText(item, { name, kind }))}`;
        assertSize(query.length);
      }
      continue;
    }
    const text = writeParameter({ name, kind, style }, value);
    if (text !== '') query += `${query === '' ? '?' : '&'}${text}`;
    assertSize(query.length);
  }
  return query;
}
