/** Keywords that compare a value with others. */
import type { Json, JsonObject } from '../../json.ts';
import { createHasher, isEqual } from '../../work/index.ts';
import type { Rule } from './rule.ts';

const isScalar = (value: unknown) => typeof value !== 'object' || value === null;

export function constant({ const: expected }: JsonObject): Rule {
  const words = once(() => `Instance does not match ${JSON.stringify(expected)}.`);
  return (value, run) => isEqual(value, expected, run.meter) || run.fail(words);
}

export function oneOfValues({ enum: values }: JsonObject): Rule {
  const known: readonly Json[] = Array.isArray(values) ? values : [];
  const scalars = new Set<unknown>(known.filter(isScalar));
  const others = known.filter((value) => !isScalar(value));
  const words = once(() => `Instance does not match any of ${JSON.stringify(values)}.`);
  let byHash: ReadonlyMap<number, readonly Json[]> | undefined;
  return (value, run) => {
    if (isScalar(value)) return scalars.has(value) || run.fail(words);
    if (others.length === 0) return run.fail(words);
    const hash = createHasher(run.meter);
    byHash ??= Map.groupBy(others, hash);
    const candidates = byHash.get(hash(value)) ?? [];
    return candidates.some((candidate) => isEqual(value, candidate, run.meter)) || run.fail(words);
  };
}

export function multipleOf({ multipleOf: divisor }: JsonObject): Rule {
  const step = Number(divisor);
  return (value, run) => {
    if (typeof value !== 'number') return true;
    run.meter.spend(Number.isSafeInteger(value) && Number.isSafeInteger(step) ? 1 : 64);
    return isMultipleOf(value, step) || run.fail(() => `${value} is not a multiple of ${step}.`);
  };
}

/** Exact for decimals: 0.3 is a multiple of 0.1. */
function isMultipleOf(value: number, step: number): boolean {
  if (!Number.isFinite(value) || !(step > 0)) return false;
  if (Number.isSafeInteger(value) && Number.isSafeInteger(step)) return value % step === 0;
  const [digits, exponent] = decimal(value);
  const [stepDigits, stepExponent] = decimal(step);
  const difference = exponent - stepExponent;
  if (difference >= 0) return (digits * 10n ** BigInt(difference)) % stepDigits === 0n;
  return digits % (stepDigits * 10n ** BigInt(-difference)) === 0n;
}

/** A number as whole digits and a power of ten. */
function decimal(value: number): readonly [digits: bigint, exponent: number] {
  const [coefficient = '0', exponent = '0'] = Math.abs(value).toString().split('e');
  const [whole = '0', fraction = ''] = coefficient.split('.');
  return [BigInt(whole + fraction), Number(exponent) - fraction.length];
}

/** Words that are the same each time, and long: made when the first value fails. */
function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
