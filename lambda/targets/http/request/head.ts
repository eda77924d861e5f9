import { isJsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import type { Parameters } from './parameters.ts';
import { SIMPLE, type Style, writeParameter } from './styles.ts';

/** OpenAPI 3.1 section 4.8.12.2.1: the default of a cookie. */
const FORM: Style = { name: 'form', explode: true, allowReserved: false };

/**
 * Writes lists and objects among the values of headers in their styles.
 *
 * @param values by name; one without a style may be a list of scalars
 * @throws ToolError for a value that the style cannot write
 */
export function headerTexts(
  values: Readonly<Record<string, unknown>>,
  styleOf: Parameters['styleOf'] | undefined,
): Readonly<Record<string, unknown>> {
  if (!Object.values(values).some((value) => typeof value === 'object' && value !== null)) return values;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const style = styleOf?.(name) ?? (Array.isArray(value) ? SIMPLE : undefined);
      if (style === undefined || value === null) return [name, value];
      const text = writeParameter({ name, kind: 'header', style, encode: String }, value);
      return [name, text === '' ? undefined : text];
    }),
  );
}

/** What a cookie's value cannot hold, and `%`, so that it can be decoded. RFC 6265 section 4.1.1 */
const NO_COOKIE_OCTET = /[^!#$'-+\--:<-[\]-~]|[&=]/gu;

/**
 * Writes the header `Cookie`. RFC 6265 section 4.2
 *
 * @param values by name; other characters than those of a cookie are percent-encoded
 * @returns `undefined` without a cookie
 * @throws ToolError for a value that is not a scalar or a list of them
 */
export function cookieText(
  values: Readonly<Record<string, unknown>>,
  styleOf: Parameters['styleOf'],
): string | undefined {
  const cookies = Object.entries(values).flatMap(([name, value]) => {
    const style = styleOf(name);
    if (style === undefined && isJsonObject(value))
      throw new ToolError(`The cookie ${name} must be a string, a number, a boolean or a list of them.`);
    // A `&` stands between the items alone: in names and values it is encoded.
    const text = writeParameter({ name, kind: 'cookie', style: style ?? FORM, encode: cookieOctets }, value);
    return text === '' ? [] : text.split('&');
  });
  return cookies.length === 0 ? undefined : cookies.join('; ');
}

function cookieOctets(text: string): string {
  return text.replace(NO_COOKIE_OCTET, encodeURIComponent);
}
