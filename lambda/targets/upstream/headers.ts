import { ToolError } from '../../tool-error.ts';

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110 section 5.5: visible characters, blanks and obs-text; so neither CR, LF nor NUL. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers of the connection (RFC 9110 section 7.6.1), and those that follow from the request itself. */
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

/** What a request says when the tool does not say otherwise. A compressed answer is asked for by nobody. */
const DEFAULTS = {
  'accept-encoding': 'identity',
  'user-agent': 'spillway',
} as const;

/** What a tool that reads answers whole, or streams them, would like to get. */
const ACCEPTS: Readonly<Record<string, string>> = {
  ndjson: 'application/x-ndjson, application/jsonl;q=0.9, application/json-lines;q=0.9, */*;q=0.5',
  sse: 'text/event-stream, */*;q=0.5',
  text: 'text/*, */*;q=0.5',
};
const ACCEPT = 'application/json, text/*;q=0.9, */*;q=0.5';

/** Says what is wrong with the name of a header, if anything. */
export function headerNameProblem(name: string): string | undefined {
  if (!TOKEN.test(name)) return 'is not a header name';
  if (RESERVED.has(name.toLowerCase())) return 'is set by the connection itself and cannot be chosen';
  return undefined;
}

/** Tells whether a text can be the value of a header. */
export function isHeaderValue(text: string): boolean {
  return VALUE.test(text);
}

/**
 * Makes the headers of a request, names in lower case.
 *
 * @param given values by name; `null` is left out like a value that was not found
 * @param stream how the tool streams its answer
 * @throws ToolError for a value that is not a scalar or would break the header
 */
export function buildHeaders(given: Readonly<Record<string, unknown>>, stream = 'none'): Record<string, string> {
  const headers: Record<string, string> = { accept: ACCEPTS[stream] ?? ACCEPT, ...DEFAULTS };
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'object') throw new ToolError(`The header ${name} must be a text, a number or a boolean.`);
    const text = String(value);
    if (!isHeaderValue(text))
      throw new ToolError(`The header ${name} would hold a line break or another forbidden character.`);
    headers[name.toLowerCase()] = text;
  }
  return headers;
}
