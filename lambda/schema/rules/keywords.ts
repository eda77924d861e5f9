/** The keywords of JSON Schema 2020-12 that say something about validity, each with the stage in which it is asked. */
import { isJsonObject, type JsonObject } from '../../json.ts';
import { countedKeys, type Meter } from '../../work/index.ts';
import { allOf, anyOf, condition, dependentSchemas, not, oneOf, reference } from './combiners.ts';
import {
  contains,
  items,
  properties,
  propertyNames,
  unevaluatedItems,
  unevaluatedProperties,
  uniqueItems,
} from './containers.ts';
import type { Compiler, Rule } from './rule.ts';
import { format, pattern } from './texts.ts';
import { constant, multipleOf, oneOfValues } from './values.ts';

/**
 * When a keyword is asked: `bound` costs next to nothing, and where it fails nothing else is asked; `shape` costs as little; `inside`
 * looks at members and items; `costly` is what may look at the whole value more than once; `rest` needs what all others have seen.
 */
export type Stage = 'bound' | 'shape' | 'inside' | 'costly' | 'rest';

interface Keyword {
  readonly stage: Stage;
  /** @returns `undefined` where the keyword says nothing */
  readonly compile: (schema: JsonObject, compiler: Compiler) => Rule | undefined;
}

const at = (stage: Stage, compile: Keyword['compile']): Keyword => ({ stage, compile });

/** A bound on numbers. */
function number(keyword: string, holds: (value: number, limit: number) => boolean, words: string): Keyword {
  return at('bound', (schema) => {
    const limit = Number(schema[keyword]);
    return (value, run) =>
      typeof value !== 'number' || holds(value, limit) || run.fail(() => `${value} is ${words} ${limit}.`);
  });
}

/** Measures a value, which may take long and is charged to the meter; `undefined` for a value that has no such size. */
type SizeOf = (value: unknown, limit: number, meter: Meter) => number | undefined;

/** A bound on a size. */
function size(
  keyword: string,
  stage: Stage,
  sizeOf: SizeOf,
  message: (size: number, limit: number) => string,
): Keyword {
  const isMost = keyword.startsWith('max');
  return at(stage, (schema) => {
    const limit = Number(schema[keyword]);
    return (value, run) => {
      const found = sizeOf(value, limit, run.meter);
      if (found === undefined || (isMost ? found <= limit : found >= limit)) return true;
      return run.fail(() => message(found, limit));
    };
  });
}

const itemCount: SizeOf = (value) => (Array.isArray(value) ? value.length : undefined);
const keyCount: SizeOf = (value, _limit, meter) => (isJsonObject(value) ? countedKeys(value, meter).length : undefined);

/** Characters of a text; only counted where its units do not say already on which side of the limit they are. */
function characterCount(value: unknown, limit: number, meter: Meter): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.length < limit) return value.length;
  meter.spend(value.length >> 9);
  let count = value.length;
  for (let place = 1; place < value.length; place += 1) {
    if ((value.charCodeAt(place) & 0xfc00) === 0xdc00 && (value.charCodeAt(place - 1) & 0xfc00) === 0xd800) count -= 1;
  }
  return count;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isOfType(value: unknown, type: unknown): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeName(value) === type;
}

const type: Keyword = at('bound', ({ type }) => {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const expected = types.join('", "');
  return (value, run) =>
    types.some((candidate) => isOfType(value, candidate)) ||
    run.fail(
      () =>
        `Instance type "${typeName(value)}" is invalid. Expected "${expected}".${run.advises ? advice(value, types) : ''}`,
    );
});

/** What an agent can send instead, where the value shows what it meant. */
function advice(value: unknown, types: readonly unknown[]): string {
  if (value === null) return ' Omit it if it is optional.';
  if (typeof value === 'string') return adviceForText(value.trim(), types);
  if (typeof value === 'number' && types.includes('integer')) return ' Send a number without a fraction.';
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  return isScalar && types.includes('string') ? ` Send "${value}" with quotes.` : '';
}

/** Longer strings are not taken for numbers. */
const NUMBER_CHARS = 30;

function adviceForText(text: string, types: readonly unknown[]): string {
  const isNumber = text.length <= NUMBER_CHARS && /^-?\d+(?:\.\d+)?$/.test(text);
  const isWanted = types.includes('number') || types.includes('integer');
  if (isNumber && isWanted && Number.isInteger(Number(text)) && !Number.isSafeInteger(Number(text))) {
    return ' Integers are exact up to 2^53 - 1: this tool does not accept a larger one.';
  }
  const isSent = isNumber
    ? types.includes('number') || (types.includes('integer') && Number.isInteger(Number(text)))
    : (text === 'true' || text === 'false') && types.includes('boolean');
  if (isSent) return ` Send ${text} without quotes.`;
  const container = text.startsWith('{') ? 'object' : text.startsWith('[') ? 'array' : undefined;
  if (container === undefined || !types.includes(container)) return '';
  return ` Send the ${container} itself, not a string of its JSON.`;
}

const required: Keyword = at('shape', ({ required }) => {
  const names = Array.isArray(required) ? required.map(String) : [];
  return (value, run) => {
    if (!isJsonObject(value)) return true;
    run.meter.spend(names.length >> 2);
    let holds = true;
    for (const name of names) {
      if (Object.hasOwn(value, name)) continue;
      holds = run.fail(() => `Instance does not have required property "${name}".`);
      if (!run.collects) return false;
    }
    return holds;
  };
});

const dependentRequired = (schema: JsonObject): Rule => {
  const dependent = Object.entries(isJsonObject(schema.dependentRequired) ? schema.dependentRequired : {});
  return (value, run) => {
    if (!isJsonObject(value)) return true;
    let holds = true;
    for (const [key, names] of dependent) {
      if (!Object.hasOwn(value, key) || !Array.isArray(names)) continue;
      run.meter.spend(1 + names.length);
      for (const name of names.map(String)) {
        if (Object.hasOwn(value, name)) continue;
        holds = run.fail(() => `Instance has "${key}" but does not have "${name}".`);
        if (!run.collects) return false;
      }
    }
    return holds;
  };
};

export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['type', type],
  ['minimum', number('minimum', (value, limit) => value >= limit, 'less than')],
  ['maximum', number('maximum', (value, limit) => value <= limit, 'greater than')],
  ['exclusiveMinimum', number('exclusiveMinimum', (value, limit) => value > limit, 'less than or equal to')],
  ['exclusiveMaximum', number('exclusiveMaximum', (value, limit) => value < limit, 'greater than or equal to')],
  ['maxLength', size('maxLength', 'bound', characterCount, (n, most) => `String is too long (${n} > ${most}).`)],
  ['minLength', size('minLength', 'bound', characterCount, (n, least) => `String is too short (${n} < ${least}).`)],
  ['maxItems', size('maxItems', 'bound', itemCount, (n, most) => `Array has too many items (${n} > ${most}).`)],
  ['minItems', size('minItems', 'bound', itemCount, (n, least) => `Array has too few items (${n} < ${least}).`)],
  [
    'maxProperties',
    size('maxProperties', 'bound', keyCount, (n, most) => `Instance has too many properties (${n} > ${most}).`),
  ],
  [
    'minProperties',
    size('minProperties', 'shape', keyCount, (_n, least) => `Instance does not have at least ${least} properties.`),
  ],
  ['required', required],
  ['dependentRequired', at('shape', dependentRequired)],
  ['const', at('shape', constant)],
  ['enum', at('shape', oneOfValues)],
  // `properties`, `patternProperties` and `additionalProperties` share out the members among them, and so one rule asks all three.
  ['properties', at('inside', properties('properties'))],
  ['patternProperties', at('inside', properties('patternProperties'))],
  ['additionalProperties', at('inside', properties('additionalProperties'))],
  ['prefixItems', at('inside', items('prefixItems'))],
  ['items', at('inside', items('items'))],
  ['multipleOf', at('costly', multipleOf)],
  ['pattern', at('costly', pattern)],
  ['format', at('costly', format)],
  ['propertyNames', at('costly', propertyNames)],
  ['contains', at('costly', contains)],
  ['uniqueItems', at('costly', uniqueItems)],
  ['$ref', at('costly', (schema, compiler) => reference(schema.$ref, compiler))],
  ['$dynamicRef', at('costly', (schema, compiler) => reference(schema.$dynamicRef, compiler))],
  ['not', at('costly', not)],
  ['allOf', at('costly', allOf)],
  ['anyOf', at('costly', anyOf)],
  ['oneOf', at('costly', oneOf)],
  ['if', at('costly', condition)],
  ['dependentSchemas', at('costly', dependentSchemas)],
  ['unevaluatedItems', at('rest', unevaluatedItems)],
  ['unevaluatedProperties', at('rest', unevaluatedProperties)],
]);
