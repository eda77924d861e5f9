/** `$contains`, `$match` and `$split` with a pattern: see `evaluateRegex` and the functions of jsonata. */
import type { RegexEngine } from '../regex.ts';
import type { Node } from './nodes.ts';
import { type Compiler, leaveToJsonata, type Run, type Runtime, Unsupported } from './runtime.ts';
import { createSequence } from './sequences.ts';

interface Match {
  readonly match: string;
  readonly index: number;
  readonly groups: readonly (string | undefined)[];
}

type Searches = Readonly<Record<string, (text: string, matches: Generator<Match>) => unknown>>;

const SEARCHES: Searches = {
  contains: (_text, matches) => matches.next().done !== true,

  match(_text, matches) {
    const found = createSequence();
    for (const match of matches) found.push(match);
    return found;
  },

  split(text, matches) {
    const pieces: string[] = [];
    let start = 0;
    for (const { match, index } of matches) {
      pieces.push(text.slice(start, index));
      start = index + match.length;
    }
    pieces.push(text.slice(start));
    return pieces;
  },
};

/** Whether a function is called with a text and a pattern. */
export function isSearch(name: string, [, pattern]: readonly (Node | undefined)[], count: number): boolean {
  return count === 2 && Object.hasOwn(SEARCHES, name) && pattern?.type === 'regex';
}

/**
 * Compiles a search.
 *
 * @param pattern the node of the pattern
 * @param text gives the text
 * @throws Unsupported
 */
export function compileSearch(
  name: string,
  { value }: Node,
  { compiler, text }: { compiler: Compiler; text: Run },
): Run {
  const search = SEARCHES[name];
  const { regexEngine, runtime } = compiler;
  if (search === undefined || !(value instanceof RegExp) || regexEngine === undefined) throw new Unsupported();
  return (input, frame) => {
    const found = text(input, frame);
    if (found === undefined) return undefined;
    return typeof found === 'string'
      ? search(found, matchesOf(value, found, { regexEngine, runtime }))
      : leaveToJsonata();
  };
}

function* matchesOf(
  pattern: RegExp,
  text: string,
  { regexEngine, runtime }: { regexEngine: RegexEngine; runtime: Runtime },
): Generator<Match> {
  const regex = new (regexEngine(runtime.meter))(pattern);
  for (let first = true; first || regex.lastIndex < text.length; first = false) {
    const found = regex.exec(text);
    if (found === null) return;
    const [match = ''] = found;
    // jsonata reports it: it would be found without end
    if (!first && match === '') leaveToJsonata();
    runtime.meter.spend(4 + found.length);
    yield { match, index: found.index, groups: [...found].slice(1) };
  }
}
