/** Keywords that look into texts. */
import { format as formats } from '@cfworker/json-schema';
import type { JsonObject } from '../../json.ts';
import { matchNatively } from '../patterns.ts';
import type { Compiler, Rule } from './rule.ts';

/** Characters of what each of these formats can be at most; a longer text is not looked into. */
const FORMAT_CHARS: Readonly<Record<string, number>> = {
  date: 64,
  time: 128,
  'date-time': 256,
  duration: 1_024,
  email: 1_024,
  hostname: 1_024,
  ipv4: 64,
  ipv6: 128,
  uuid: 64,
  // The engine's parser keeps a tree of it.
  regex: 16_384,
};

/** Characters that a watchdog guards, as a format's pattern looks at no clock. */
const WATCHED_CHARS = 16_384;

export function pattern({ pattern: source }: JsonObject, { matchers }: Compiler): Rule | undefined {
  if (typeof source !== 'string') return undefined;
  const matches = matchers.get(source) ?? matchNatively(source);
  return (value, run) =>
    typeof value !== 'string' ||
    matches(value, run.meter) ||
    run.fail(() => `String does not match pattern "${source}".`);
}

export function format({ format: name }: JsonObject): Rule | undefined {
  if (typeof name !== 'string' || !Object.hasOwn(formats, name)) return undefined;
  // The library's own `url` pattern, which no JSON Schema draft defines, backtracks exponentially.
  const holds = name === 'url' ? URL.canParse : formats[name];
  if (holds === undefined) return undefined;
  const most = Object.hasOwn(FORMAT_CHARS, name) ? FORMAT_CHARS[name] : undefined;
  return (value, run) => {
    if (typeof value !== 'string') return true;
    run.meter.spend(4 + (value.length >> 2));
    const isRight = () => {
      if (value.length > (most ?? Number.POSITIVE_INFINITY)) return false;
      return value.length < WATCHED_CHARS ? holds(value) : run.meter.interruptible(() => holds(value));
    };
    return isRight() || run.fail(() => `String does not match format "${name}".`);
  };
}
