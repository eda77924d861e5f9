import { isJsonObject, isRawJSON, type JsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { assertSize } from './size.ts';

/** The places of parameters, as errors call them. */
export type ParameterKind = 'path parameter' | 'query parameter' | 'form field' | 'header' | 'cookie';

/** How a parameter is written. OpenAPI 3.1 section 4.8.12.3 "Style Values" */
export interface Style {
  readonly name: StyleName;
  /** Whether each item of a list, or member of an object, is a parameter of its own. */
  readonly explode: boolean;
  /** Whether reserved characters of a query stay as they are, apart from those that would end the value. */
  readonly allowReserved: boolean;
}

export type StyleName = keyof typeof SEPARATORS;

/** What begins a value, stands between exploded items, and stands between items that are not exploded. RFC 6570 appendix A */
const SEPARATORS = {
  simple: { first: '', between: ',', joiner: ',', named: false },
  label: { first: '.', between: '.', joiner: ',', named: false },
  matrix: { first: ';', between: ';', joiner: ',', named: true },
  form: { first: '', between: '&', joiner: ',', named: true },
  spaceDelimited: { first: '', between: '&', joiner: '%20', named: true },
  pipeDelimited: { first: '', between: '&', joiner: '%7C', named: true },
  deepObject: { first: '', between: '&', joiner: ',', named: true },
} as const;

/** OpenAPI 3.1 section 4.8.12.2.1: the default of a path and of a header. */
export const SIMPLE: Style = { name: 'simple', explode: false, allowReserved: false };

/** The names of all styles. */
export const STYLES = Object.keys(SEPARATORS);

/** Returns whether a value names a style. */
export function isStyleName(value: unknown): value is StyleName {
  return typeof value === 'string' && Object.hasOwn(SEPARATORS, value);
}

/** A parameter of a request. */
export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly style: Style;
  /** Escapes a name or a value; default: percent-encoding. */
  readonly encode?: (text: string) => string;
}

/**
 * Writes a parameter in its style.
 *
 * @param value a scalar, a list of scalars, an object of scalars, or with `deepObject` any JSON
 * @returns an empty text for a value that is not there, or holds nothing
 * @throws ToolError for a value that the style cannot write
 */
export function writeParameter(parameter: Parameter, value: unknown): string {
  const { style } = parameter;
  const encode = parameter.encode ?? (style.allowReserved ? encodeUnreserved : encodeComponent);
  const text = (item: unknown) => encode(scalarText(item, parameter));
  const key = encodeName(parameter);
  if (style.name === 'deepObject') return joined(deepParts(key, value, text), '&');
  const { first, between, joiner, named } = SEPARATORS[style.name];
  const begin = named ? `${first}${key}=` : first;
  if (!Array.isArray(value) && !isObject(value)) return isAbsent(value) ? '' : begin + text(value);
  const parts = Array.isArray(value)
    ? value.filter(isPresent).map((item) => (style.explode && named ? `${key}=${text(item)}` : text(item)))
    : Object.entries(value)
        .filter(([, item]) => isPresent(item))
        .map(([name, item]) => `${encodeName({ name, encode })}${style.explode ? '=' : joiner}${text(item)}`);
  if (parts.length === 0) return '';
  return style.explode ? first + joined(parts, between) : begin + joined(parts, joiner);
}

function joined(parts: readonly string[], separator: string): string {
  let chars = 0;
  for (const part of parts) {
    chars += part.length;
    assertSize(chars);
  }
  return parts.join(separator);
}

/** `name[member]` for each member; a list of scalars repeats `name[]`, a list of objects counts: `name[0][member]`. */
function deepParts(key: string, value: unknown, text: (item: unknown) => string): string[] {
  if (isAbsent(value)) return [];
  if (Array.isArray(value)) {
    const isCounted = value.some((item) => Array.isArray(item) || isObject(item));
    return value.flatMap((item, index) => deepParts(`${key}%5B${isCounted ? index : ''}%5D`, item, text));
  }
  if (!isObject(value)) return [`${key}=${text(value)}`];
  return Object.entries(value).flatMap(([name, item]) => deepParts(`${key}%5B${encodeName({ name })}%5D`, item, text));
}

/**
 * Encodes the name of a parameter, which an expression may have made.
 *
 * @throws ToolError for text that is not well-formed
 */
export function encodeName({ name, encode = encodeComponent }: Pick<Parameter, 'name' | 'encode'>): string {
  if (!name.isWellFormed()) throw new ToolError('The name of a parameter is not well-formed Unicode.');
  return encode(name);
}

/** Longer texts are left to the engine, which is faster from there on. */
const WORD_CHARS = 64;

/** Encodes a text as `encodeURIComponent` does, and words and numbers at a fraction of its cost. */
export function encodeComponent(text: string): string {
  return isWord(text) ? text : encodeURIComponent(text);
}

/** Whether a short text consists of unreserved characters. RFC 3986 section 2.3 */
function isWord(text: string): boolean {
  if (text.length > WORD_CHARS) return false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const isAlphanumeric = (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
    if (!isAlphanumeric && code !== 45 && code !== 46 && code !== 95 && code !== 126) return false;
  }
  return true;
}

/** A number that keeps its text is an object, too. */
const isObject = (value: unknown): value is JsonObject => isJsonObject(value) && !isRawJSON(value);
const isAbsent = (value: unknown) => value === undefined || value === null;
const isPresent = (value: unknown) => !isAbsent(value);

/** What `allowReserved` leaves as it is. A `&`, `;`, `+` or `#` would end or change the value. RFC 3986 section 2.2 */
const LEFT = /%(?:3A|2F|3F|5B|5D|40|21|24|27|28|29|2A|2C)/g;

function encodeUnreserved(text: string): string {
  return encodeURIComponent(text).replace(LEFT, decodeURIComponent);
}

/**
 * Returns the text of a scalar.
 *
 * @throws ToolError for a value that is not a scalar, and for text that is not well-formed
 */
export function scalarText(value: unknown, { name, kind }: Pick<Parameter, 'name' | 'kind'>): string {
  if (isRawJSON(value)) return value.rawJSON;
  if (typeof value === 'object') {
    throw new ToolError(
      `The ${kind} ${name} must be a string, a number, a boolean or a list of them. The tool's document can send nested values with \`style: deepObject\`.`,
    );
  }
  const text = String(value);
  if (!text.isWellFormed()) throw new ToolError(`The ${kind} ${name} is not well-formed Unicode.`);
  return text;
}
