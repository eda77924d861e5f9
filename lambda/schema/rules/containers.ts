/** Keywords that look at the members of objects and the items of arrays. */
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { countedKeys, createHasher, isEqual } from '../../work/index.ts';
import { matchNatively } from '../patterns.ts';
import type { Evaluated } from './evaluated.ts';
import type { Compiler, Rule } from './rule.ts';
import type { Run } from './run.ts';

/** Asks the schema of a member or item. */
function inside(key: string | number, value: unknown, rule: Rule, run: Run): boolean {
  run.path.push(key);
  const holds = rule(value, run, undefined);
  run.path.pop();
  return holds;
}

const MEMBERS = ['properties', 'patternProperties', 'additionalProperties'] as const;

/**
 * The rule of `properties`, `patternProperties` and `additionalProperties` together.
 *
 * @param keyword of the three, the first that a schema has makes the rule, and the others none
 */
export function properties(keyword: (typeof MEMBERS)[number]) {
  return (schema: JsonObject, compiler: Compiler): Rule | undefined =>
    MEMBERS.find((name) => schema[name] !== undefined) === keyword ? members(schema, compiler) : undefined;
}

/** Property names that an error lists. */
const MAX_KNOWN = 20;

/** Names the properties of a closed object, for an agent that sent another one. */
function knownProperties(names: readonly string[], patterns: readonly string[]): string {
  if (names.length + patterns.length === 0) return 'No properties are accepted here.';
  const known = names.slice(0, MAX_KNOWN).map((name) => `"${name}"`);
  if (names.length > MAX_KNOWN) known.push(`and ${names.length - MAX_KNOWN} more`);
  if (patterns.length > 0) known.push(`${names.length > 0 ? 'and ' : ''}names that match ${patterns.join(' or ')}`);
  return `Known properties: ${known.join(', ')}.`;
}

function members({ properties, patternProperties, additionalProperties }: JsonObject, compiler: Compiler): Rule {
  const named = new Map(
    Object.entries(isJsonObject(properties) ? properties : {}).map(([k, s]) => [k, compiler.rule(s)]),
  );
  const patterns = Object.entries(isJsonObject(patternProperties) ? patternProperties : {});
  const matched = patterns.map(([source, inner]) => ({
    matches: matchNatively(source),
    rule: compiler.rule(inner),
  }));
  const isClosed = additionalProperties === false;
  const other = isClosed || additionalProperties === undefined ? undefined : compiler.rule(additionalProperties);
  const known = () =>
    knownProperties(
      [...named.keys()],
      patterns.map(([source]) => source),
    );
  return (value, run, seen) => {
    if (!isJsonObject(value)) return true;
    let holds = true;
    for (const key of countedKeys(value, run.meter)) {
      run.meter.spend(matched.length);
      const member = value[key];
      const rule = named.get(key);
      let isKnown = rule !== undefined;
      if (rule !== undefined && !inside(key, member, rule, run)) holds = false;
      for (const { matches, rule } of matched) {
        if (!matches(key, run.meter)) continue;
        isKnown = true;
        if (!inside(key, member, rule, run)) holds = false;
      }
      if (!isKnown && isClosed) holds = run.fail(() => `Unknown property "${key}". ${known()}`);
      else if (!isKnown && other !== undefined) {
        isKnown = true;
        if (!rest(key, member, other, run, 'additional')) holds = false;
      }
      if (isKnown) seen?.mark(key);
      if (!holds && !run.collects) return false;
    }
    return holds;
  };
}

function rest(key: string, member: unknown, rule: Rule, run: Run, kind: 'additional' | 'unevaluated'): boolean {
  return run.tentatively(
    () => inside(key, member, rule, run),
    () => `Property "${key}" does not match ${kind} properties schema.`,
  );
}

export function unevaluatedProperties({ unevaluatedProperties: schema }: JsonObject, compiler: Compiler): Rule {
  const rule = compiler.rule(schema);
  return (value, run, seen) => {
    if (!isJsonObject(value)) return true;
    let holds = true;
    for (const key of countedKeys(value, run.meter)) {
      if (seen?.has(key)) continue;
      seen?.mark(key);
      if (rest(key, value[key], rule, run, 'unevaluated')) continue;
      if (!run.collects) return false;
      holds = false;
    }
    return holds;
  };
}

export function propertyNames({ propertyNames: schema }: JsonObject, compiler: Compiler): Rule {
  const rule = compiler.rule(schema);
  return (value, run) => {
    if (!isJsonObject(value)) return true;
    let holds = true;
    for (const key of countedKeys(value, run.meter)) {
      const fits = run.tentatively(
        () => inside(key, key, rule, run),
        () => `Property name "${key}" does not match schema.`,
      );
      if (fits) continue;
      if (!run.collects) return false;
      holds = false;
    }
    return holds;
  };
}

/**
 * The rule of `prefixItems` and `items` together.
 *
 * @param keyword of the two, the first that a schema has makes the rule, and the other none
 */
export function items(keyword: 'prefixItems' | 'items') {
  return (schema: JsonObject, compiler: Compiler): Rule | undefined =>
    (schema.prefixItems === undefined ? 'items' : 'prefixItems') === keyword ? eachItem(schema, compiler) : undefined;
}

function eachItem({ prefixItems, items }: JsonObject, compiler: Compiler): Rule {
  const first = Array.isArray(prefixItems) ? prefixItems.map((schema: Json) => compiler.rule(schema)) : [];
  const other = items === undefined ? undefined : compiler.rule(items);
  return (value, run, seen) => {
    if (!Array.isArray(value)) return true;
    let holds = true;
    for (let index = 0; index < value.length; index += 1) {
      const rule = first[index] ?? other;
      if (rule === undefined) break;
      seen?.mark(index);
      if (inside(index, value[index], rule, run)) continue;
      if (!run.collects) return false;
      holds = false;
    }
    return holds;
  };
}

export function unevaluatedItems({ unevaluatedItems: schema }: JsonObject, compiler: Compiler): Rule {
  const rule = compiler.rule(schema);
  return (value, run, seen) => {
    if (!Array.isArray(value)) return true;
    let holds = true;
    for (let index = 0; index < value.length; index += 1) {
      run.meter.spend();
      if (seen?.has(index)) continue;
      seen?.mark(index);
      const fits = run.tentatively(
        () => inside(index, value[index], rule, run),
        () => 'Items did not match unevaluated items schema.',
      );
      if (fits) continue;
      if (!run.collects) return false;
      holds = false;
    }
    return holds;
  };
}

export function contains({ contains: schema, minContains, maxContains }: JsonObject, compiler: Compiler): Rule {
  const rule = compiler.rule(schema);
  const least = minContains === undefined ? 1 : Number(minContains);
  const most = maxContains === undefined ? Number.POSITIVE_INFINITY : Number(maxContains);
  return (value, run, seen) => {
    if (!Array.isArray(value)) return true;
    if (value.length < least) return run.fail(() => tooShort(value.length, minContains));
    const count = countMatches(value, rule, run, seen);
    if (count < least) {
      return run.fail(() =>
        minContains === undefined
          ? 'Array does not contain item matching schema.'
          : `Array must contain at least ${least} items matching schema. Only ${count} items were found.`,
      );
    }
    if (count <= most) return true;
    return run.fail(() => `Array may contain at most ${most} items matching schema. ${count} items were found.`);
  };
}

function tooShort(length: number, minContains: Json | undefined): string {
  if (minContains !== undefined) return `Array has less items (${length}) than minContains (${minContains}).`;
  return 'Array is empty. It must contain at least one item matching the schema.';
}

function countMatches(value: readonly unknown[], rule: Rule, run: Run, seen: Evaluated | undefined): number {
  let count = 0;
  // An item that does not match is not an error.
  run.tentatively(
    () => {
      for (let index = 0; index < value.length; index += 1) {
        if (!inside(index, value[index], rule, run)) continue;
        seen?.mark(index);
        count += 1;
      }
      return true;
    },
    () => '',
  );
  return count;
}

export function uniqueItems({ uniqueItems: isAsked }: JsonObject): Rule | undefined {
  if (isAsked !== true) return undefined;
  return (value, run) => {
    if (!Array.isArray(value)) return true;
    const twins = findTwins(value, run);
    return twins === undefined || run.fail(() => `Duplicate items at indexes ${twins[0]} and ${twins[1]}.`);
  };
}

/** The first two equal items. Items are compared where their hashes are equal: otherwise all pairs would be. */
function findTwins(items: readonly unknown[], { meter }: Run): readonly [number, number] | undefined {
  const hash = createHasher(meter);
  const scalars = new Set<unknown>();
  const others = new Map<number, number[]>();
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    meter.spend(2);
    if (typeof item !== 'object' || item === null) {
      if (scalars.has(item)) return [items.indexOf(item), index];
      scalars.add(item);
      continue;
    }
    const key = hash(item);
    const alike = others.get(key);
    const before = alike?.find((other) => isEqual(items[other], item, meter));
    if (before !== undefined) return [before, index];
    if (alike === undefined) others.set(key, [index]);
    else alike.push(index);
  }
  return undefined;
}
