import type { Matcher, RE2JS } from 're2js';
import { isLinearOnNativeEngine } from '../../schema/index.ts';
import { type Meter, WorkExceeded } from '../../work/index.ts';
import { LimitExceeded, NODE_STEPS, TEXT_CHARS } from './limits.ts';

type Re2 = typeof import('re2js');

/** The part of `RegExp` that jsonata uses. */
interface LinearRegex {
  lastIndex: number;
  exec(text: string): (RegExpExecArray | LinearMatch) | null;
}

/** A match in the form of `RegExp.prototype.exec`: the whole match, the groups, and its start. */
type LinearMatch = (string | undefined)[] & { index: number };

/**
 * Compiles a JavaScript regular expression for an engine whose time is linear in the text, for every pattern.
 *
 * @param re2 the module `re2js`
 * @throws Error with re2's reason when the pattern needs backtracking (look-around, back-references)
 */
export function compileLinear(re2: Re2, pattern: RegExp): RE2JS {
  const { RE2JS } = re2;
  const flags = (pattern.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (pattern.multiline ? RE2JS.MULTILINE : 0);
  return RE2JS.compile(RE2JS.translateRegExp(pattern.source), flags);
}

/** Creates the `RegexEngine` of one evaluation; jsonata constructs it from the parsed pattern whenever it evaluates a pattern. */
export type RegexEngine = (meter: Meter) => new (pattern: RegExp) => LinearRegex;

/** Matches that are found at once at most. */
const MOST_AT_ONCE = 512;
/** Steps of RE2, characters times instructions, from which on it runs where it can be interrupted. */
const WATCHED_STEPS = 250_000;

/** Characters of a text up to which a pattern that is plainly linear runs on the engine of the language. */
const NATIVE_CHARS = 16_384;

/** Creates the engines of an expression, which share what is compiled. @param re2 the module `re2js` */
export function linearRegexEngine(re2: Re2): RegexEngine {
  const compiled = new WeakMap<RegExp, RE2JS>();
  const natives = new WeakMap<RegExp, RegExp | undefined>();
  const engines = new WeakMap<Meter, ReturnType<RegexEngine>>();
  const nativeOf = (pattern: RegExp) => {
    if (!natives.has(pattern)) {
      natives.set(pattern, isLinearOnNativeEngine(pattern.source) ? new RegExp(pattern) : undefined);
    }
    return natives.get(pattern);
  };

  const createEngine: RegexEngine = (meter) =>
    class implements LinearRegex {
      lastIndex = 0;
      readonly #pattern: RegExp;
      #text: string | undefined;
      /** Matches found ahead, the next one last. */
      #ahead: Found[] = [];
      #atOnce = 1;

      constructor(pattern: RegExp) {
        this.#pattern = pattern;
      }

      exec(text: string): LinearMatch | null {
        if (text.length > TEXT_CHARS) throw new LimitExceeded('it matches a pattern against too long a text');
        meter.spend(NODE_STEPS);
        const native = text.length <= NATIVE_CHARS ? nativeOf(this.#pattern) : undefined;
        if (native !== undefined) return this.#findNatively(native, text);
        const found = this.#found(text);
        this.lastIndex = found?.end ?? 0;
        return found?.match ?? null;
      }

      #findNatively(native: RegExp, text: string): RegExpExecArray | null {
        meter.spend((text.length - this.lastIndex) >> 1);
        native.lastIndex = this.lastIndex;
        const match = native.exec(text);
        this.lastIndex = native.lastIndex;
        return match;
      }

      /** A search that may be long is interruptible, which has its price: those of a row of matches are paid for together. */
      #found(text: string): Found | undefined {
        const { lastIndex } = this;
        const next = this.#ahead.pop();
        if (next !== undefined && next.from === lastIndex && this.#text === text) return next;
        this.#text = text;
        if (lastIndex === 0) this.#atOnce = 1;
        const regex = compiled.get(this.#pattern) ?? compileLinear(re2, this.#pattern);
        compiled.set(this.#pattern, regex);
        const find = () => findMatches(regex, text, lastIndex, this.#atOnce);
        const isLong = (text.length - lastIndex) * regex.programSize() > WATCHED_STEPS;
        try {
          this.#ahead = (isLong ? meter.interruptible(find) : find()).reverse();
        } catch (error) {
          // It keeps states that it has met, and was interrupted at that.
          if (error instanceof WorkExceeded) compiled.delete(this.#pattern);
          throw error;
        }
        this.#atOnce = Math.min(MOST_AT_ONCE, this.#atOnce * 2);
        return this.#ahead.pop();
      }
    };
  return (meter) => {
    const engine = engines.get(meter) ?? createEngine(meter);
    engines.set(meter, engine);
    return engine;
  };
}

/** A match, and where the search for it began and ended. */
interface Found {
  readonly from: number;
  readonly end: number;
  readonly match: LinearMatch;
}

/** Finds matches that follow each other; an empty one is the last, as jsonata stops there. */
function findMatches(regex: RE2JS, text: string, start: number, most: number): Found[] {
  const matcher: Matcher = regex.matcher(text);
  const matches: Found[] = [];
  let from = start;
  while (matches.length < most && from <= text.length && matcher.find(from)) {
    const end = matcher.end();
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
    matches.push({ from, end, match: Object.assign(groups, { index: matcher.start() }) });
    if (end === from) break;
    from = end;
  }
  return matches;
}
