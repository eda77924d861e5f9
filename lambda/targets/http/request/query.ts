import { assertSize } from './size.ts';
import {
  encodeComponent,
  encodeName,
  type Parameter,
  type ParameterKind,
  type Style,
  scalarText,
  writeParameter,
} from './styles.ts';

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
  for (const name of Object.keys(values)) {
    const value = values[name];
    const style = styleOf?.(name);
    if (style !== undefined) {
      const text = writeParameter({ name, kind, style }, value);
      if (text !== '') query = joined(query, text);
    } else if (Array.isArray(value)) {
      for (const item of value) query = added(query, { name, kind }, item);
    } else {
      query = added(query, { name, kind }, value);
    }
  }
  return query;
}

function added(query: string, parameter: Pick<Parameter, 'name' | 'kind'>, value: unknown): string {
  if (value === null || value === undefined) return query;
  return joined(query, `${encodeName(parameter)}=${encodeComponent(scalarText(value, parameter))}`);
}

function joined(query: string, text: string): string {
  const longer = query === '' ? `?${text}` : `${query}&${text}`;
  assertSize(longer.length);
  return longer;
}
