/** URI templates (RFC 6570), matched against URIs to find the values of their variables. */

import { parseParts } from './parts.ts';
import { findSpans } from './spans.ts';
import { type Step, toSteps, type Variable } from './steps.ts';

export { InvalidUriTemplate } from './parts.ts';

/** RFC 6570 defines how a template expands to a URI; this is the reverse. */
export interface UriTemplate {
  readonly text: string;
  /** Names of the variables, in order. */
  readonly variables: readonly string[];
  /**
   * Matches a URI, in bounded time.
   *
   * Where several matches are possible, expressions with their own first character (`{/a}`, `{?b}`) match rather than stay
   * empty, with as many of their variables as possible, and variables further left match as much as they can.
   *
   * @returns the percent-decoded values, without variables that the URI leaves out; `undefined` when the template does not match
   */
  match(uri: string): Readonly<Record<string, string>> | undefined;
}

/** Longer URIs never match. */
const URI_CHARS = 2048;

/**
 * Parses a template.
 *
 * @throws InvalidUriTemplate when RFC 6570 does not allow it, or its matches would be ambiguous
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
    // A template names each variable only once.
    if (value === undefined || found.has(name)) return undefined;
    found.set(name, value);
  }
  // fromEntries defines own keys, so a variable named `__proto__` is safe
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
    return undefined; // not percent-encoded UTF-8, so not an expansion of the template
  }
}
