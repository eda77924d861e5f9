import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';

/** What policies can know of an argument, by its JSON Schema. */
export type ArgumentType =
  | { readonly kind: 'boolean' | 'integer' | 'string' }
  | { readonly kind: 'list'; readonly items: ArgumentType }
  | ObjectType
  /** It has no counterpart in Cedar. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface ObjectType {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, { readonly type: ArgumentType; readonly required: boolean }>;
}

const NESTING = 20;

/**
 * Maps the schema of a tool's arguments.
 *
 * @param input a schema of type `object`
 */
export function argumentTypes(input: JsonObject): ObjectType {
  const type = typeOf(input, input, NESTING);
  return type.kind === 'object' ? type : NO_ARGUMENTS;
}

/** Texts, as prompts and templates have them. */
export function textArguments(names: readonly string[], required: readonly string[] = []): ObjectType {
  const member = (name: string) => [name, { type: { kind: 'string' }, required: required.includes(name) }] as const;
  return { kind: 'object', members: new Map(names.map(member)) };
}

export const NO_ARGUMENTS: ObjectType = { kind: 'object', members: new Map() };

function typeOf(schema: Json | undefined, root: JsonObject, left: number): ArgumentType {
  if (left === 0) return refused('it refers to itself, or nests too deep');
  if (!isJsonObject(schema)) return refused('its schema allows every value');
  const { type, $ref, items, prefixItems } = schema;
  const [only = type, ...others] = Array.isArray(type) ? type : [];
  if (others.length > 0) return refused(`its schema allows several types: ${[only, ...others].join(', ')}`);
  if (only === undefined && typeof $ref === 'string') return typeOf(resolve($ref, root), root, left - 1);
  switch (only ?? typeOfValues(schema)) {
    case 'boolean':
    case 'integer':
    case 'string':
      return { kind: (only ?? typeOfValues(schema)) as 'boolean' | 'integer' | 'string' };
    case 'array': {
      if (prefixItems !== undefined) return refused('its items have schemas of their own');
      const item = typeOf(items, root, left - 1);
      return item.kind === 'refused'
        ? refused(`its items cannot be compared: ${item.reason}`)
        : { kind: 'list', items: item };
    }
    case 'object':
      return objectType(schema, root, left);
    case 'number':
      return refused('its schema allows fractions');
    case 'null':
      return refused('its schema allows null');
    default:
      return refused('its schema names no single type');
  }
}

function objectType({ properties, required }: JsonObject, root: JsonObject, left: number): ObjectType {
  const names = Array.isArray(required) ? required : [];
  const members = Object.entries(isJsonObject(properties) ? properties : {}).map(
    ([name, schema]) => [name, { type: typeOf(schema, root, left - 1), required: names.includes(name) }] as const,
  );
  return { kind: 'object', members: new Map(members) };
}

/** The type that all values of `const` or `enum` share. */
function typeOfValues({ const: only, enum: several }: JsonObject): string | undefined {
  const values = only !== undefined ? [only] : Array.isArray(several) ? several : [];
  const types = new Set(values.map((value) => (Number.isSafeInteger(value) ? 'integer' : typeof value)));
  const [type, ...others] = types;
  return others.length === 0 ? type : undefined;
}

/** A reference within the document. RFC 6901 */
function resolve(reference: string, root: JsonObject): Json | undefined {
  if (!reference.startsWith('#')) return undefined;
  let found: Json | undefined = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as JsonObject)[key];
  }
  return found;
}

function refused(reason: string): ArgumentType {
  return { kind: 'refused', reason };
}

/** The reason why a policy cannot name a part of the arguments, and the argument that it concerns. */
export interface Refusal {
  readonly argument: string;
  readonly reason: string;
}

/**
 * Finds what a policy cannot read at a path. A path that leads nowhere is left to Cedar, which knows what the policy expects there.
 *
 * @param presence whether only the presence matters
 */
export function refusalAt(input: ObjectType, path: readonly string[], presence: boolean): Refusal | undefined {
  let type: ArgumentType = input;
  for (const [index, key] of path.entries()) {
    const inner: ArgumentType | undefined = type.kind === 'object' ? type.members.get(key)?.type : undefined;
    if (inner === undefined) return undefined;
    type = inner;
    if (type.kind === 'refused') return { argument: path.slice(0, index + 1).join('.'), reason: type.reason };
  }
  return presence ? undefined : refusalWithin(type, path.join('.'));
}

/** An object that is compared as a whole must not have a part that cannot be. */
function refusalWithin(type: ArgumentType, argument: string): Refusal | undefined {
  if (type.kind === 'refused') return { argument, reason: type.reason };
  if (type.kind === 'list') return refusalWithin(type.items, argument);
  if (type.kind !== 'object') return undefined;
  for (const [name, member] of type.members) {
    const found = refusalWithin(member.type, `${argument}.${name}`);
    if (found) return found;
  }
  return undefined;
}
