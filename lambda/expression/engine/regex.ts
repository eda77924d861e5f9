import type { Matcher, RE2JS } from 're2js';
import { LimitExceeded, TEXT_CHARS } from './limits.ts';

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

/**
 * Creates the `RegexEngine` of jsonata, which constructs it from the parsed pattern at every evaluation.
 *
 * @param re2 the module `re2js`
 * @param timeoutMs milliseconds for all matches of one constructed expression, because jsonata checks no time limit between two
 *   matches
 */
export function linearRegexEngine(re2: Re2, timeoutMs: number): new (pattern: RegExp) => LinearRegex {
  const compiled = new WeakMap<RegExp, RE2JS>();

  return class implements LinearRegex {
    lastIndex = 0;
    readonly #regex: RE2JS;
    readonly #end = Date.now() + timeoutMs;
    #text: string | undefined;
    #matcher: Matcher | undefined;

    constructor(pattern: RegExp) {
      this.#regex = compiled.get(pattern) ?? compileLinear(re2, pattern);
      compiled.set(pattern, this.#regex);
    }

    exec(text: string): LinearMatch | null {
      if (text.length > TEXT_CHARS) throw new LimitExceeded('it matches a pattern against too long a text');
      if (Date.now() > this.#end) throw new LimitExceeded(`its patterns match for more than ${timeoutMs} ms`);
      const matcher = this.#matcherOf(text);
      if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
        this.lastIndex = 0;
        return null;
      }
      this.lastIndex = matcher.end();
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined);
      return Object.assign(groups, { index: matcher.start() });
    }

    #matcherOf(text: string): Matcher {
      if (this.#matcher === undefined || this.#text !== text) this.#matcher = this.#regex.matcher(text);
      this.#text = text;
      return this.#matcher;
    }
  };
}
