import { parseParts } from './parts.ts';
import { findSpans } from './spans.ts';
import { type Step, toSteps, type Variable } from './steps.ts';

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
   * rather than absent, with as many of their variables as fit, and variables further left take as much as they can.
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
  const steps = toSteps(parts);
  const [first] = parts;
  const prefix = first?.kind === 'literal' ? first.text : '';
  return {
    text,
    variables: parts.flatMap((part) => (part.kind === 'expression' ? part.names : [])),
    match: (uri) => (uri.length <= URI_CHARS && uri.startsWith(prefix) ? matchSteps(steps, uri) : undefined),
  };
}

function matchSteps(steps: readonly Step[], uri: string): Readonly<Record<string, string>> | undefined {
  const spans = findSpans(steps, uri);
  if (!spans) return undefined;
  const found = new Map<string, string>();
  for (const [index, step] of steps.entries()) {
    const span = spans[index] ?? '';
    if (step.kind === 'literal' || span === '') continue;
    const [name, raw] = readVariable(step, span.slice(step.first.length));
    const value = decode(raw);
    // Each is there once only.
    if (value === undefined || found.has(name)) return undefined;
    found.set(name, value);
  }
  // fromEntries defines own keys, so a variable `__proto__` stays one
  return Object.fromEntries(found);
}

function readVariable({ names, named }: Variable, text: string): readonly [name: string, value: string] {
  if (!named) return [names[0] ?? '', text];
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

function decode(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // not percent-encoded UTF-8, so no expansion of the template
  }
}
