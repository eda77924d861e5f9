import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { createResolve } from './references.ts';

export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'null';

/** What a schema and the schemas inside it say about types. */
export interface SchemaTypes {
  /** The types that a schema accepts; `undefined` where it does not say, or says it in a way that is not understood. */
  of(schema: JsonObject): ReadonlySet<JsonType> | undefined;
  /** The schemas that apply to a list or object together with this one, itself included. */
  applying(schema: JsonObject, type: 'array' | 'object'): readonly JsonObject[];
}

/** Reads the types of a schema, each of its schemas once, when they are first asked for. */
export function createTypes(root: JsonObject): SchemaTypes {
  const known = new Map<JsonObject, ReadonlySet<JsonType> | undefined>();
  const applied = { array: new Map<JsonObject, JsonObject[]>(), object: new Map<JsonObject, JsonObject[]>() };

  const resolve = createResolve(root);

  function targetOf({ $ref }: JsonObject): JsonObject | undefined {
    const target = typeof $ref === 'string' ? resolve($ref) : undefined;
    return isJsonObject(target) ? target : undefined;
  }

  function typesOf(schema: JsonObject): ReadonlySet<JsonType> | undefined {
    if (known.has(schema)) return known.get(schema);
    known.set(schema, undefined); // for a schema that refers to itself
    const sets = [ownTypes(schema), ...constraints(schema)].filter((set) => set !== undefined);
    const types = sets.length === 0 ? undefined : sets.reduce(intersect);
    known.set(schema, types);
    return types;
  }

  function constraints(schema: JsonObject): (ReadonlySet<JsonType> | undefined)[] {
    const target = targetOf(schema);
    const all = schemasIn(schema.allOf).map(typesOf);
    const choices = [schema.anyOf, schema.oneOf].filter(Array.isArray).map((branches) => unionOf(branches));
    return [target && typesOf(target), ...all, ...choices];
  }

  function unionOf(branches: readonly Json[]): ReadonlySet<JsonType> | undefined {
    const sets = branches.map((branch) => (isJsonObject(branch) ? typesOf(branch) : undefined));
    if (sets.includes(undefined)) return undefined;
    return new Set(sets.flatMap((set) => [...(set ?? [])]));
  }

  function collect(schema: JsonObject, type: 'array' | 'object', into: Set<JsonObject>): void {
    if (into.has(schema)) return;
    into.add(schema);
    const target = targetOf(schema);
    if (target !== undefined) collect(target, type, into);
    for (const inner of schemasIn(schema.allOf)) collect(inner, type, into);
    for (const branches of [schema.anyOf, schema.oneOf]) {
      const possible = schemasIn(branches).filter((branch) => typesOf(branch)?.has(type) ?? true);
      // Between several branches only validation can choose.
      const [only] = possible;
      if (only !== undefined && possible.length === 1) collect(only, type, into);
    }
  }

  return {
    of: typesOf,
    applying(schema, type) {
      const before = applied[type].get(schema);
      if (before !== undefined) return before;
      const found = new Set<JsonObject>();
      collect(schema, type, found);
      applied[type].set(schema, [...found]);
      return [...found];
    },
  };
}

function schemasIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function ownTypes({ type, enum: values, const: value }: JsonObject): ReadonlySet<JsonType> | undefined {
  if (type !== undefined) return new Set([type].flat() as JsonType[]);
  if (Array.isArray(values)) return new Set(values.map(typeOf));
  return value === undefined ? undefined : new Set([typeOf(value)]);
}

function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as JsonType);
}

function intersect(a: ReadonlySet<JsonType>, b: ReadonlySet<JsonType>): ReadonlySet<JsonType> {
  return new Set([...a, ...b].filter((type) => accepts(a, type) && accepts(b, type)));
}

function accepts(types: ReadonlySet<JsonType>, type: JsonType): boolean {
  return types.has(type) || (type === 'integer' && types.has('number'));
}
