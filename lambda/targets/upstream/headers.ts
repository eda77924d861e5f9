import { ToolError } from '../../tool-error.ts';

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110 section 5.5: visible characters, spaces and obs-text, which excludes CR, LF and NUL. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers of the connection (RFC 9110 section 7.6.1), and headers that follow from the request itself. */
const RESERVED = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** `Accept`, by the way a tool streams its response. */
const ACCEPTS: Readonly<Record<string, string>> = {
  ndjson: 'application/x-ndjson, application/jsonl;q=0.9, application/json-lines;q=0.9, */*;q=0.5',
  sse: 'text/event-stream, */*;q=0.5',
  text: 'text/*, */*;q=0.5',
};
const ACCEPT = 'application/json, text/*;q=0.9, */*;q=0.5';

/** Returns whether a text can name a header or a cookie. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Returns what is wrong with the name of a header, if anything. */
export function headerNameProblem(name: string): string | undefined {
  if (!TOKEN.test(name)) return 'is not a header name';
  if (RESERVED.has(name.toLowerCase())) return 'is set by the connection itself and cannot be changed';
  return undefined;
}

/** Returns whether a text can be the value of a header. */
export function isHeaderValue(text: string): boolean {
  return VALUE.test(text);
}

/**
 * Builds the headers of a request, with names in lower case; a tool can override the defaults.
 *
 * @param given values by name; `null` is omitted like a value that was not found
 * @param stream the tool's `stream`
 * @param codings the compression to accept
 * @throws ToolError for a name that is not that of a header, or belongs to the connection, and for a value that is not a scalar or
 *   contains a forbidden character
 */
export function buildHeaders(
  given: Readonly<Record<string, unknown>>,
  stream = 'none',
  codings = 'identity',
): Record<string, string> {
  const headers: Record<string, string> = {
    accept: ACCEPTS[stream] ?? ACCEPT,
    'accept-encoding': codings,
    'user-agent': 'spillway',
  };
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'object') throw new ToolError(`The header ${name} must be a string, a number or a boolean.`);
    const text = String(value);
    // an expression can choose the names, too
    const problem = headerNameProblem(name);
    if (problem !== undefined) throw new ToolError(`The header ${JSON.stringify(name)} ${problem}.`);
    if (!isHeaderValue(text))
      throw new ToolError(`The header ${name} contains a line break or another forbidden character.`);
    headers[name.toLowerCase()] = text;
  }
  return headers;
}
