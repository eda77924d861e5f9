import type { Meter } from '../../work/index.ts';
import type { BaseFrame } from './guard.ts';
import {
  ArgumentRefused,
  BUILT_ITEMS,
  LimitExceeded,
  NODE_STEPS,
  PAD_WIDTH,
  PICTURE_CHARS,
  SPLIT_CHARS,
  TEXT_CHARS,
  VALUE_WEIGHT,
  WATCHED_WEIGHT,
} from './limits.ts';
import { replacements } from './replacements.ts';
import { assertWeight, weigh } from './weight.ts';

/** Every function of jsonata 2.2 except `$eval`. */
export const NATIVE_NAMES: readonly string[] = (
  'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad ' +
  'match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs ' +
  'sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each ' +
  'error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent ' +
  'decodeUrl toMillis fromMillis clone now millis'
).split(' ');

/** Checks the arguments of a function before it runs, because jsonata checks no time limit while it does. */
type Guard = (args: readonly unknown[]) => void;

const textGuard: Guard = ([text]) => {
  if (typeof text === 'string' && text.length > TEXT_CHARS) refuse('receives too long a text');
};

const countOf = (value: unknown) => (Array.isArray(value) ? value.length : 1);

const buildGuard: Guard = (args) => {
  if (args.reduce((sum: number, arg) => sum + countOf(arg), 0) > BUILT_ITEMS) refuse('builds too long a list');
};

const pictureGuard: Guard = ([, picture]) => {
  if (typeof picture === 'string' && picture.length > PICTURE_CHARS) refuse('receives too long a picture');
};

/** jsonata would fill a width such as `[Y,*-1000000]`. */
const datePictureGuard: Guard = ([value, picture]) => {
  pictureGuard([value, picture]);
  if (typeof picture === 'string' && /,[^\]]*\d\s*\d\s*\d/.test(picture)) refuse('receives too wide a picture');
};

/**
 * jsonata turns the picture into a backtracking pattern. Every marker of open width multiplies the ways to match, so both their
 * number and the length of the text are limited.
 */
const timestampGuard: Guard = ([text, picture]) => {
  datePictureGuard([text, picture]);
  if (typeof picture !== 'string' || typeof text !== 'string') return;
  const open = (picture.match(/\[[^\]]*\]/g) ?? []).filter((marker) => !/\d\d/.test(marker)).length;
  if (text.length > 40 || open > 7) refuse('receives too long a text, or a picture with too many markers');
};

const guards: Readonly<Record<string, Guard>> = {
  pad: ([text, width]) => {
    textGuard([text]);
    if (typeof width === 'number' && Math.abs(width) > PAD_WIDTH) refuse(`pads to more than ${PAD_WIDTH} characters`);
  },
  join: ([items, separator]) => {
    const glue = typeof separator === 'string' && Array.isArray(items) ? separator.length * items.length : 0;
    if (weigh(items) + glue > VALUE_WEIGHT) refuse('builds too long a text');
  },
  replace: textGuard,
  split: ([text, separator]) => {
    textGuard([text]);
    if (separator === '' && typeof text === 'string' && text.length > SPLIT_CHARS) refuse('receives too long a text');
  },
  match: textGuard,
  substring: textGuard,
  length: textGuard,
  trim: textGuard,
  base64encode: textGuard,
  base64decode: textGuard,
  encodeUrlComponent: textGuard,
  encodeUrl: textGuard,
  decodeUrlComponent: textGuard,
  decodeUrl: textGuard,
  append: buildGuard,
  zip: buildGuard,
  formatNumber: pictureGuard,
  formatInteger: pictureGuard,
  parseInteger: pictureGuard,
  fromMillis: datePictureGuard,
  now: ([picture]) => datePictureGuard([undefined, picture]),
  toMillis: timestampGuard,
};

/** Throws the failure of a function; the wrapper below adds the function's name. */
function refuse(what: string): never {
  throw new LimitExceeded(what);
}

/** A function in jsonata's frame. */
export interface NativeFunction {
  readonly _jsonata_function: true;
  readonly implementation: (...args: unknown[]) => unknown;
  readonly signature?: unknown;
}

/** `this` of a native function. */
export interface Focus {
  readonly environment?: {
    /** The start of the evaluation. */
    readonly timestamp?: Date | null;
    readonly base?: Pick<BaseFrame, 'lookup' | 'guardrails' | 'createSequence'>;
  };
}

/** The name of the evaluation's meter in its frame; no variable can be written like this. */
export const METER = ' meter';

/** The meter of an evaluation. */
export function meterOf(base: Pick<BaseFrame, 'lookup'>): Meter {
  return base.lookup(METER) as Meter;
}

/** The meter of the evaluation that calls a function. */
export function meterOfFocus(focus: Focus | undefined, name: string): Meter {
  const base = focus?.environment?.base;
  // jsonata calls its functions within an evaluation only
  if (base === undefined) throw new LimitExceeded(`$${name} is called outside of an evaluation`);
  return meterOf(base);
}

/**
 * Functions that do more than one step for each part of their arguments. None of them is asynchronous, because a function that is
 * interrupted as it returns would leave a promise that nobody awaits.
 */
const WATCHED = new Set('string clone join merge keys zip lookup formatNumber parseInteger toMillis trim'.split(' '));

/**
 * Wraps a function of jsonata in our limits, however it is reached: called, passed to `$map`, chained or partially applied.
 *
 * @param name without the `$`
 * @param native the function from jsonata's own frame
 */
export function bounded(name: string, native: NativeFunction): NativeFunction {
  const original = native.implementation;
  const guard = guards[name];
  const replacement = replacements[name];
  const isWatched = WATCHED.has(name);
  function implementation(this: Focus | undefined, ...args: unknown[]): unknown {
    const meter = meterOfFocus(this, name);
    meter.spend(NODE_STEPS);
    const base = this?.environment?.base;
    base?.guardrails?.();
    for (const arg of args) assertWeight(arg);
    let own: unknown;
    try {
      guard?.(args);
      own = replacement?.(args, meter, () => base?.createSequence?.() ?? []);
    } catch (error) {
      throw error instanceof LimitExceeded ? new LimitExceeded(`$${name} ${error.message}`) : error;
    }
    if (own !== undefined) return checkResult(own, meter);
    const isHeavy = isWatched && args.reduce((sum: number, arg) => sum + weigh(arg), 0) > WATCHED_WEIGHT;
    try {
      return checkResult(
        isHeavy ? meter.interruptible(() => original.apply(this, args)) : original.apply(this, args),
        meter,
      );
    } catch (error) {
      throw error instanceof ArgumentRefused ? new LimitExceeded(`$${name} ${error.message}`) : error;
    }
  }
  // jsonata reads a native function's parameters from its text, and its arity from `length`
  Object.defineProperty(implementation, 'length', { value: original.length });
  Object.defineProperty(implementation, 'toString', { value: () => original.toString() });
  return { ...native, implementation };
}

/**
 * Makes `$now` and `$millis` return the start of the evaluation that calls them. jsonata's own are bound to the expression they
 * were taken from, and would always return its time.
 *
 * @param natives every function of jsonata
 */
export function withOwnClock(natives: ReadonlyMap<string, NativeFunction>): Map<string, NativeFunction> {
  const startOf = (focus: Focus | undefined) => focus?.environment?.timestamp?.getTime() ?? Date.now();
  const format = natives.get('fromMillis')?.implementation;
  const clock: Readonly<Record<string, NativeFunction['implementation']>> = {
    now(this: Focus | undefined, picture, timezone) {
      return format?.call(this, startOf(this), picture, timezone);
    },
    millis(this: Focus | undefined) {
      return startOf(this);
    },
  };
  return new Map(
    [...natives].map(([name, native]) => [name, { ...native, implementation: clock[name] ?? native.implementation }]),
  );
}

/** Weight of a result that counts for one step: a large one is charged at once, so that its memory is looked at. */
const WEIGHT_OF_STEP = 64;

function checkResult(result: unknown, meter: Meter): unknown {
  if (result instanceof Promise) return result.then((value) => checkResult(value, meter));
  assertWeight(result);
  meter.spend(Math.floor(weigh(result) / WEIGHT_OF_STEP));
  return result;
}

/** Replaces `$eval`, in case an expression reaches it in a way that the check does not see. */
export function refuseEval(): never {
  throw new LimitExceeded('$eval is not allowed: $parse reads JSON from a text');
}
