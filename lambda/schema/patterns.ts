import { format } from '@cfworker/json-schema';
import type { JsonObject } from '../json.ts';
import { isLinearOnNativeEngine } from './linear-pattern.ts';
import { mapSchemas } from './subschemas.ts';

/**
 * Schemas come from tool authors, but strings come from anyone: with a backtracking pattern, one argument could block a function
 * until its timeout. Patterns that clearly take linear time stay on the native engine; all others run on RE2.
 *
 * The validator has no extension point for regular expressions, but looks up formats by name, so such a pattern becomes a format.
 */
interface LinearSchema {
  /** The schema to validate with. */
  readonly schema: JsonObject;
  /** The patterns that run on RE2, in the order of their format names; errors show these instead of the names. */
  readonly patterns: readonly string[];
}

/** A compiled RE2 pattern. */
interface Matcher {
  find(text: string): boolean;
}

const FORMAT_PREFIX = 'spillway-pattern-';

/** The patterns of the current validation. Validation is synchronous, so there is only one at a time. */
let running: readonly Matcher[] = [];

// The validator's own `url` pattern, which no JSON Schema draft defines, backtracks exponentially.
format.url = (text: string) => URL.canParse(text);

/** Replaces every pattern that may backtrack by a format. */
export function linearPatterns(schema: JsonObject): LinearSchema {
  const patterns: string[] = [];
  const rewritten = mapSchemas(schema, (inner) => moveFrom(inner, patterns));
  return { schema: patterns.length === 0 ? schema : rewritten, patterns };
}

function moveFrom(schema: JsonObject, patterns: string[]): JsonObject {
  const { pattern, allOf, ...rest } = schema;
  if (typeof pattern !== 'string' || isLinearOnNativeEngine(pattern)) return schema;
  const format = formatName(patterns.push(pattern) - 1);
  return { ...rest, allOf: [...(Array.isArray(allOf) ? allOf : []), { format }] };
}

/**
 * Compiles patterns on the linear-time engine, which is loaded on first use.
 *
 * @param patterns in RE2's syntax, which publishing has checked
 */
export async function compilePatterns(patterns: readonly string[]): Promise<readonly Matcher[]> {
  const { RE2JS } = await import('re2js');
  return patterns.map((pattern, index) => {
    format[formatName(index)] ??= (text: string) => running[index]?.find(text) ?? false;
    const compiled = RE2JS.compile(pattern);
    return { find: (text) => compiled.matcher(text).find() };
  });
}

/** Runs a synchronous validation that finds these patterns under their format names. */
export function withPatterns<T>(matchers: readonly Matcher[], validate: () => T): T {
  running = matchers;
  return validate();
}

/** Replaces a format name in an error by its pattern. */
export function namePatterns(error: string, patterns: readonly string[]): string {
  return error.replace(/format "spillway-pattern-(\d+)"/, (_, index) => `pattern "${patterns[Number(index)]}"`);
}

function formatName(index: number): string {
  return `${FORMAT_PREFIX}${index}`;
}
