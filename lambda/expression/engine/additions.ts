/**
 * The functions that AWS Step Functions adds to JSONata. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { hasRounded, markMember, parseMarkingRounded } from '../../text/index.ts';
import type { Meter } from '../../work/index.ts';
import { ArgumentRefused, ENGINE_LIMITS, TEXT_CHARS } from './limits.ts';
import { type Focus, meterOfFocus, NATIVE_NAMES, type NativeFunction } from './natives.ts';

interface Addition {
  /** In the notation of JSONata. */
  readonly signature: string;
  readonly parameters: number;
  readonly run: (args: readonly unknown[], meter: Meter) => unknown;
}

/** Algorithms of `$hash`, by the name that Step Functions has for them. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const ADDITIONS: Readonly<Record<string, Addition>> = {
  partition: {
    signature: '<an:a>',
    parameters: 2,
    run: ([list, size], meter) => {
      if (!Array.isArray(list) || typeof size !== 'number') return undefined;
      if (!Number.isInteger(size) || size < 1)
        throw new ArgumentRefused(`needs a whole size of 1 or more, not ${size}`);
      meter.spend(list.length);
      const parts: unknown[][] = [];
      for (let from = 0; from < list.length; from += size) parts.push(list.slice(from, from + size));
      return parts;
    },
  },
  range: {
    signature: '<nnn:a>',
    parameters: 3,
    run: ([first, last, step], meter) => {
      if (typeof first !== 'number' || typeof last !== 'number' || typeof step !== 'number') return undefined;
      for (const number of [first, last, step]) {
        if (!Number.isInteger(number)) throw new ArgumentRefused(`needs whole numbers, not ${number}`);
      }
      if (step === 0) throw new ArgumentRefused('needs a step other than 0');
      const count = Math.max(0, Math.floor((last - first) / step) + 1);
      if (count > ENGINE_LIMITS.sequence) throw new ArgumentRefused(`builds more than ${ENGINE_LIMITS.sequence} items`);
      meter.spend(count);
      return Array.from({ length: count }, (_, index) => first + index * step);
    },
  },
  hash: {
    signature: '<ss:s>',
    parameters: 2,
    run: ([text, name], meter) => {
      if (typeof text !== 'string' || typeof name !== 'string') return undefined;
      const algorithm = Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : undefined;
      if (algorithm === undefined) {
        throw new ArgumentRefused(`needs one of ${Object.keys(ALGORITHMS).join(', ')} as its algorithm`);
      }
      assertLength(text);
      meter.spend(1 + (text.length >> 3));
      return createHash(algorithm).update(text).digest('hex');
    },
  },
  random: {
    signature: '<n?:n>',
    parameters: 1,
    run: ([seed]) => (typeof seed === 'number' ? seeded(seed) : Math.random()),
  },
  uuid: { signature: '<:s>', parameters: 0, run: () => randomUUID() },
  parse: {
    signature: '<s:x>',
    parameters: 1,
    run: ([text], meter) => {
      if (typeof text !== 'string') return undefined;
      assertLength(text);
      meter.spend(1 + (text.length >> 2));
      try {
        const holder = { value: parseMarkingRounded(text) };
        markMember(holder, 'value', holder.value, text.trim());
        if (hasRounded(holder)) meter.keep(holder);
        return holder.value;
      } catch (error) {
        throw new ArgumentRefused(`needs a text of JSON${placeOf(error)}`);
      } finally {
        meter.check();
      }
    },
  },
};

/** Every function of expressions, without its `$`. `random` has one parameter more than JSONata's own. */
export const FUNCTION_NAMES: readonly string[] = [...new Set([...NATIVE_NAMES, ...Object.keys(ADDITIONS)])];

/** Creates the functions, in the form that jsonata calls. */
export async function createAdditions(): Promise<ReadonlyMap<string, NativeFunction>> {
  const functions = new Map<string, NativeFunction>();
  for (const [name, { signature, parameters, run }] of Object.entries(ADDITIONS)) {
    const expression = jsonata(`$${name}`);
    function implementation(this: Focus | undefined, ...args: unknown[]): unknown {
      return run(args, meterOfFocus(this, name));
    }
    Object.defineProperty(implementation, 'length', { value: parameters });
    const names = Array.from({ length: parameters }, (_, index) => `a${index}`);
    // jsonata reads the parameters of a function that is partially applied from its text
    Object.defineProperty(implementation, 'toString', { value: () => `function (${names.join(', ')}) {}` });
    expression.registerFunction(name, implementation, signature);
    functions.set(name, await expression.evaluate(undefined));
  }
  return functions;
}

function assertLength(text: string): void {
  if (text.length > TEXT_CHARS) throw new ArgumentRefused('receives too long a text');
}

/** Where a text stops being JSON, from the message of the language. */
function placeOf(error: unknown): string {
  const place = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return place === undefined ? '' : `: it is none from character ${Number(place) + 1} on`;
}

/** The same number for the same seed. Mulberry32, in the public domain. */
function seeded(seed: number): number {
  let state = (Math.floor(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}
