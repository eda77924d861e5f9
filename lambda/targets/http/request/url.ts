import type { JsonObject } from '../../../json.ts';
import type { Origin } from '../../../outbound/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { SIMPLE, type Style, writeParameter } from './styles.ts';

/** A URL with placeholders for arguments in its path. */
interface UrlTemplate {
  readonly origin: Origin;
  /** Host and port, for errors. */
  readonly host: string;
  readonly segments: readonly Segment[];
  /** The URL's own query with its `?`, or empty. */
  readonly search: string;
  /** Names of the placeholders, without a `+`. */
  readonly placeholders: readonly string[];
}

/** A path segment: a fixed text, or alternating texts and placeholders (`[text, placeholder, text, ...]`). */
type Segment = string | readonly string[];

/** Braces of a placeholder, as the URL parser encodes them. `+`: RFC 6570 section 3.2.3 */
const PLACEHOLDER = /%7B(\+?[\w.-]+)%7D/;
const BRACE = /[{}]|%7[BD]/i;
/**
 * `.` or `..` as a segment, also where a server would decode it, or would remove parameters such as those of `..;a=b`.
 * spec: WHATWG URL, double-dot path segment; RFC 3986 section 3.3
 */
const DOT_SEGMENT = /(?:^|[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?:[/\\;]|%2f|%5c|%3b|$)/i;
const EXPRESSION =
  'is an expression: write a URL with placeholders such as {name}, and compute their values under `path`';
const RELATIVE = 'is not an absolute URL; a relative one needs `defaults: { url }` in the Server document';
const HOST =
  'has a placeholder in its host, which an argument may never choose: write the host, or a variable of the Server document';

/**
 * Parses a URL with placeholders such as `https://api.example.com/customers/{customer}/orders`. Checks run on the output of the
 * WHATWG parser, for which `0x7f.1` is an address and `\` a slash.
 *
 * @throws Error that states what is wrong with the URL
 */
export function parseUrlTemplate(text: string): UrlTemplate {
  if (text.startsWith('{%')) throw new Error(EXPRESSION);
  if (!URL.canParse(text)) throw new Error(RELATIVE);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('has a scheme other than http or https');
  if (text.includes('#')) throw new Error('contains a fragment, which is never sent');
  if (url.username !== '' || url.password !== '') throw new Error('contains a user name or password; use `auth`');
  if (/%7[BD]/i.test(text)) throw new Error('contains an encoded brace');
  if (BRACE.test(url.host)) throw new Error(HOST);
  if (BRACE.test(url.search)) throw new Error('has a placeholder outside its path; use `query` for arguments');
  const segments = url.pathname.slice(1).split('/').map(parseSegment);
  const placeholders = segments.flatMap((segment) => (typeof segment === 'string' ? [] : namesIn(segment)));
  if (placeholders.length !== text.split('{').length - 1) throw new Error('has a `..` that removes a placeholder');
  const { protocol, hostname, port, host, search } = url;
  return { origin: { protocol, hostname, port }, host, segments, search, placeholders };
}

function parseSegment(text: string): Segment {
  const parts = text.split(PLACEHOLDER);
  if (parts.some((part, index) => index % 2 === 0 && BRACE.test(part))) {
    throw new Error('contains a brace outside a placeholder; a placeholder is {name} with letters, digits, _ . -');
  }
  return parts.length === 1 ? text : parts;
}

const nameOf = (placeholder: string) => (placeholder.startsWith('+') ? placeholder.slice(1) : placeholder);
const namesIn = (segment: readonly string[]) => segment.filter((_, index) => index % 2 === 1).map(nameOf);

/** The values of placeholders. */
export interface PathValues {
  readonly args: JsonObject;
  /** Values that the document's `path` gives; they come before arguments of the same name. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  readonly styleOf?: ((name: string) => Style | undefined) | undefined;
  /** Names of placeholders that stay, because their secret is added when the request is sent. */
  readonly kept?: ReadonlySet<string> | undefined;
}

/**
 * Fills values into the path, each percent-encoded so that it cannot leave its segment, or with `{+name}` its part of the path.
 *
 * @throws ToolError for a value that is missing, empty, not a scalar or a list of them, or would change the path's structure
 */
export function fillPath({ segments }: UrlTemplate, given: PathValues): string {
  let path = '';
  for (const segment of segments) path += `/${typeof segment === 'string' ? segment : fillSegment(segment, given)}`;
  return path;
}

function fillSegment(parts: readonly string[], given: PathValues): string {
  let filled = '';
  parts.forEach((part, index) => {
    filled += index % 2 === 0 ? part : encode(part, given);
  });
  if (DOT_SEGMENT.test(filled))
    throw new ToolError(
      `The argument ${namesIn(parts).join(', ')} forms the path segment "${filled}", which is not allowed.`,
    );
  return filled;
}

function encode(placeholder: string, given: PathValues): string {
  const name = nameOf(placeholder);
  if (given.kept?.has(name)) return `{${name}}`;
  const isReserved = name !== placeholder;
  const value = givenValue(name, given);
  if (value === undefined) throw new ToolError(`The argument ${name} is missing; it is part of the URL.`);
  const style = given.styleOf?.(name);
  if (!isAllowed(value, style)) {
    throw new ToolError(
      `The argument ${name} is part of the URL and must be a string, a number or a boolean, or a list of them.`,
    );
  }
  for (const text of textsIn(value)) assertText(text, name, isReserved);
  const kind = 'path parameter';
  const text = isReserved
    ? encodeReserved(String(value))
    : writeParameter({ name, kind, style: style ?? SIMPLE }, value);
  if (text === '') throw new ToolError(`The argument ${name} is empty; it is part of the URL.`);
  return text;
}

function givenValue(name: string, { args, values }: PathValues): unknown {
  if (values !== undefined && Object.hasOwn(values, name)) return values[name];
  return Object.hasOwn(args, name) ? args[name] : undefined;
}

/** An object only where the document gives it a style. */
function isAllowed(value: unknown, style: Style | undefined): boolean {
  if (typeof value !== 'object') return true;
  if (value === null) return false;
  return Array.isArray(value) ? value.every((item) => typeof item !== 'object') : style !== undefined;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  const values = Object.values(value).map(String);
  return Array.isArray(value) ? values : [...Object.keys(value), ...values];
}

/** A server that decodes `%2F` before routing would leave the directory. */
function assertText(text: string, name: string, isReserved: boolean): void {
  if (text === '') throw new ToolError(`The argument ${name} is empty; it is part of the URL.`);
  if (DOT_SEGMENT.test(text)) throw new ToolError(`The argument ${name} must not contain a "." or ".." segment.`);
  if (!text.isWellFormed()) throw new ToolError(`The argument ${name} is not well-formed Unicode.`);
  if (isReserved && /^\/|\/\/|\/$/.test(text))
    throw new ToolError(`The argument ${name} must not begin or end with a slash, nor contain an empty segment.`);
}

/** Reserved characters that may stand in a path. RFC 3986 section 3.3; RFC 6570 section 3.2.3 */
const IN_PATH = /%(?:2F|3A|40|21|24|26|27|28|29|2A|2B|2C|3B|3D)/g;

function encodeReserved(text: string): string {
  return encodeURIComponent(text).replace(IN_PATH, decodeURIComponent);
}
