import type { JsonObject } from '../../../json.ts';
import type { Origin } from '../../../outbound/index.ts';
import { ToolError } from '../../../tool-error.ts';

/** A URL with placeholders for arguments in its path. */
interface UrlTemplate {
  readonly origin: Origin;
  /** Host and port, for errors. */
  readonly host: string;
  readonly segments: readonly Segment[];
  /** The URL's own query with its `?`, or empty. */
  readonly search: string;
  readonly placeholders: readonly string[];
}

/** A path segment: a fixed text, or alternating texts and argument names (`[text, name, text, ...]`). */
type Segment = string | readonly string[];

/** Braces of a placeholder, as the URL parser encodes them. */
const PLACEHOLDER = /%7B([\w.-]+)%7D/;
const BRACE = /[{}]|%7[BD]/i;
/** `.` or `..` as a segment, also where a server would decode it. spec: WHATWG URL, double-dot path segment */
const DOT_SEGMENT = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|$)/i;

/**
 * Parses a URL with placeholders such as `https://api.example.com/customers/{customer}/orders`. Checks run on the output of the
 * WHATWG parser, for which `0x7f.1` is an address and `\` a slash.
 *
 * @throws Error that states what is wrong with the URL
 */
export function parseUrlTemplate(text: string): UrlTemplate {
  if (!URL.canParse(text)) throw new Error('is not an absolute URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('has a scheme other than http or https');
  if (text.includes('#')) throw new Error('contains a fragment, which is never sent');
  if (url.username !== '' || url.password !== '') throw new Error('contains a user name or password; use `auth`');
  if (/%7[BD]/i.test(text)) throw new Error('contains an encoded brace');
  if (BRACE.test(url.host + url.search))
    throw new Error('has a placeholder outside its path; use `query` for arguments');
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

const namesIn = (segment: readonly string[]) => segment.filter((_, index) => index % 2 === 1);

/**
 * Fills arguments into the path, each percent-encoded so that it cannot leave its segment.
 *
 * @throws ToolError for an argument that is missing, empty, not a scalar, or would change the path's structure
 */
export function fillPath({ segments }: UrlTemplate, args: JsonObject): string {
  let path = '';
  for (const segment of segments) path += `/${typeof segment === 'string' ? segment : fillSegment(segment, args)}`;
  return path;
}

function fillSegment(parts: readonly string[], args: JsonObject): string {
  let filled = '';
  for (const [index, part] of parts.entries()) filled += index % 2 === 0 ? part : encode(part, args);
  if (DOT_SEGMENT.test(filled))
    throw new ToolError(
      `The argument ${namesIn(parts).join(', ')} forms the path segment "${filled}", which is not allowed.`,
    );
  return filled;
}

function encode(name: string, args: JsonObject): string {
  const value = Object.hasOwn(args, name) ? args[name] : undefined;
  if (value === undefined) throw new ToolError(`The argument ${name} is missing; it is part of the URL.`);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new ToolError(`The argument ${name} is part of the URL and must be a string, a number or a boolean.`);
  }
  const text = String(value);
  if (text === '') throw new ToolError(`The argument ${name} is empty; it is part of the URL.`);
  // a server that decodes %2F before routing would leave the directory
  if (DOT_SEGMENT.test(text)) throw new ToolError(`The argument ${name} must not contain a "." or ".." segment.`);
  if (!text.isWellFormed()) throw new ToolError(`The argument ${name} is not well-formed Unicode.`);
  return encodeURIComponent(text);
}
