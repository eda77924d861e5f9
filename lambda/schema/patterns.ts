import type { RE2JS } from 're2js';
import type { JsonObject } from '../json.ts';
import { type Meter, WorkExceeded } from '../work/index.ts';
import { isLinearOnNativeEngine } from './linear-pattern.ts';
import { mapSchemas } from './subschemas.ts';

/**
 * Schemas come from tool authors, strings from anyone: a pattern that backtracks would let one argument hold a function
 * until its timeout. Patterns whose cost on the native engine is plainly linear stay there; all others run on RE2.
 *
 * Linear is not cheap: one find looks at no clock, and costs as much as the text is long times the pattern is large. So a long one
 * runs where it can be interrupted.
 */
type Matches = (text: string, meter: Meter) => boolean;

/** What patterns run on that do not run on the native engine, by pattern. */
export type Matchers = ReadonlyMap<string, Matches>;

/** Characters of a text from which on the native engine is watched; it takes at most some hundred steps at each. */
const WATCHED_CHARS = 16_384;
/** Steps of RE2 from which on it is watched: characters times instructions, of some 50 ns. */
const WATCHED_STEPS = 250_000;

/** The patterns of a schema that may backtrack on the native engine. */
export function backtrackingPatterns(schema: JsonObject): readonly string[] {
  const found = new Set<string>();
  mapSchemas(schema, (inner) => {
    const { pattern } = inner;
    if (typeof pattern === 'string' && !isLinearOnNativeEngine(pattern)) found.add(pattern);
    return inner;
  });
  return [...found];
}

/** Makes the matcher of a pattern on the native engine. One that may backtrack is always watched: publishing prevents it. */
export function matchNatively(pattern: string): Matches {
  const regex = new RegExp(pattern, 'u');
  const watchedFrom = isLinearOnNativeEngine(pattern) ? WATCHED_CHARS : 0;
  return (text, meter) => {
    meter.spend(2 + (text.length >> 1));
    return text.length < watchedFrom ? regex.test(text) : meter.interruptible(() => regex.test(text));
  };
}

/**
 * Loads the linear-time engine for patterns. Each is compiled when it is first used, as one may take megabytes.
 *
 * @param patterns in RE2's syntax, which publishing checked
 */
export async function compilePatterns(patterns: readonly string[]): Promise<Matchers> {
  if (patterns.length === 0) return new Map();
  const { RE2JS } = await import('re2js');
  return new Map(patterns.map((pattern) => [pattern, matchLinearly(() => RE2JS.compile(pattern))]));
}

function matchLinearly(compile: () => RE2JS): Matches {
  let compiled: RE2JS | undefined;
  return (text, meter) => {
    compiled ??= meter.interruptible(compile);
    const matcher = compiled.matcher(text);
    const steps = text.length * compiled.programSize();
    meter.spend(8 + Math.min(4_096, steps >> 4));
    if (steps < WATCHED_STEPS) return matcher.find();
    try {
      return meter.interruptible(() => matcher.find());
    } catch (error) {
      // It keeps states that it has met, and was interrupted at that.
      if (error instanceof WorkExceeded) compiled = undefined;
      throw error;
    }
  };
}
