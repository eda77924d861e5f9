import { LimitExceeded, PAD_WIDTH, PAIRWISE_ITEMS, PICTURE_CHARS, TEXT_CHARS, VALUE_WEIGHT } from './limits.ts';
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

const pairwiseGuard: Guard = ([items]) => {
  if (Array.isArray(items) && items.length > PAIRWISE_ITEMS) refuse(`receives more than ${PAIRWISE_ITEMS} items`);
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
  split: textGuard,
  match: textGuard,
  substring: textGuard,
  length: textGuard,
  trim: textGuard,
  spread: pairwiseGuard,
  sort: pairwiseGuard,
  distinct: pairwiseGuard,
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
interface Focus {
  readonly environment?: {
    /** The start of the evaluation. */
    readonly timestamp?: Date | null;
    readonly base?: { readonly guardrails?: () => void };
  };
  readonly createSequence?: () => unknown[];
}

/**
 * Wraps a function of jsonata in our limits, however it is reached: called, passed to `$map`, chained or partially applied.
 *
 * @param name without the `$`
 * @param native the function from jsonata's own frame
 */
export function bounded(name: string, native: NativeFunction): NativeFunction {
  const original = native.implementation;
  const guard = guards[name];
  function implementation(this: Focus | undefined, ...args: unknown[]): unknown {
    this?.environment?.base?.guardrails?.();
    for (const arg of args) assertWeight(arg);
    const quick = scalarShortcut(name, args, this);
    if (quick) return quick;
    try {
      guard?.(args);
    } catch (error) {
      throw error instanceof LimitExceeded ? new LimitExceeded(`$${name} ${error.message}`) : error;
    }
    return checkResult(original.apply(this, args));
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

/** `$sort` and `$distinct` of plain numbers or strings, with jsonata's result but not in quadratic time. */
function scalarShortcut(name: string, [items, comparator]: readonly unknown[], focus: Focus | undefined) {
  if (!Array.isArray(items) || items.length < 2 || comparator !== undefined) return undefined;
  const kind = typeof items[0];
  if ((kind !== 'number' && kind !== 'string') || items.some((item) => typeof item !== kind)) return undefined;
  if (name === 'sort') return [...items].sort((a, b) => (a < b ? -1 : Number(a > b)));
  if (name !== 'distinct') return undefined;
  const result = 'sequence' in items ? (focus?.createSequence?.() ?? []) : [];
  for (const item of new Set<unknown>(items)) result.push(item);
  return result;
}

function checkResult(result: unknown): unknown {
  if (result instanceof Promise) return result.then(checkResult);
  assertWeight(result);
  return result;
}

/** Replaces `$eval`, in case an expression reaches it in a way that the check does not see. */
export function refuseEval(): never {
  throw new LimitExceeded('$eval is not allowed');
}
