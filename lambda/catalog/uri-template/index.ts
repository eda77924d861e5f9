import { type Expression, type Part, parseParts } from './parts.ts';
import { findSpans } from './spans.ts';

export { InvalidUriTemplate } from './parts.ts';

/** A template of URIs, read backwards: RFC 6570 says how to make a URI of one, this finds the variables of a URI. */
export interface UriTemplate {
  /** As it was written. */
  readonly text: string;
  /** Names of its variables, in order. */
  readonly variables: readonly string[];
  /**
   * Finds the variables of a URI, in bounded time.
   *
   * Where a URI can be read in several ways, expressions with a first character of their own (`{/a}`, `{?b}`) are found present
   * rather than absent, and variables further left take as much as they can.
   *
   * @returns the values, percent-decoded, without variables that the URI leaves out; `undefined` when the template does not fit
   */
  match(uri: string): Readonly<Record<string, string>> | undefined;
}

/** Characters of a URI that is looked at. */
const URI_CHARS = 2048;

/**
 * Reads a template.
 *
 * @throws InvalidUriTemplate for what RFC 6570 does not allow, or cannot be read backwards
 */
export function parseUriTemplate(text: string): UriTemplate {
  const parts = parseParts(text);
  const [first] = parts;
  const prefix = first?.kind === 'literal' ? first.text : '';
  return {
    text,
    variables: parts.flatMap((part) => (part.kind === 'expression' ? part.names : [])),
    match: (uri) => (uri.length <= URI_CHARS && uri.startsWith(prefix) ? matchParts(parts, uri) : undefined),
  };
}

function matchParts(parts: readonly Part[], uri: string): Readonly<Record<string, string>> | undefined {
  const spans = findSpans(parts, uri);
  if (!spans) return undefined;
  const found: (readonly [name: string, value: string])[] = [];
  for (const [index, part] of parts.entries()) {
    const values = part.kind === 'literal' ? [] : readValues(part, spans[index] ?? '');
    if (!values) return undefined;
    found.push(...values);
  }
  // fromEntries defines own keys, so a variable `__proto__` stays one
  return Object.fromEntries(found);
}

type Values = readonly (readonly [name: string, value: string])[];

/** The variables in the piece of the URI that an expression stands for; `undefined` when they cannot be those. */
function readValues({ form, names }: Expression, span: string): Values | undefined {
  if (span === '') return [];
  const body = span.slice(form.first.length);
  const pieces = names.length === 1 && !form.named ? [body] : body.split(form.separator);
  const raw = form.named ? namedPieces(pieces, names) : orderedPieces(pieces, names);
  const values = raw?.map(([name, value]) => [name, decode(value)] as const);
  return values?.every(isDecoded) ? values : undefined;
}

/** Values in the order of their names; the last ones may be absent. */
function orderedPieces(pieces: readonly string[], names: readonly string[]): Values | undefined {
  if (pieces.length > names.length || pieces.includes('')) return undefined;
  return pieces.map((piece, index) => [names[index] ?? '', piece] as const);
}

/** `name=value` in any order, each at most once. */
function namedPieces(pieces: readonly string[], names: readonly string[]): Values | undefined {
  const left = new Set(names);
  const found: (readonly [string, string])[] = [];
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    const name = equals < 0 ? piece : piece.slice(0, equals);
    if (!left.delete(name)) return undefined;
    found.push([name, equals < 0 ? '' : piece.slice(equals + 1)]);
  }
  return found;
}

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // not percent-encoded UTF-8, so no expansion of the template
  }
}

function isDecoded(pair: readonly [string, string | undefined]): pair is readonly [string, string] {
  return pair[1] !== undefined;
}
