import { isBase64 } from '../../../content/index.ts';
import { holdsExpression } from '../../../expression/index.ts';
import type { Fault, KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json } from '../../../json.ts';
import { closestWord } from '../../../text/index.ts';
import { type Conversions, convert } from '../conversions.ts';
import type { Shape } from '../model/publish.ts';

/** The shared shapes of a service. */
export type Shapes = Readonly<Record<string, Shape>>;

/** A value as it is sent, with its expressions. */
interface Rewritten {
  readonly value: Json | undefined;
  /** What values of its expressions become when the request is sent. */
  readonly conversions?: Conversions | undefined;
  readonly faults: readonly Fault[];
}

/** A shape with the members of the shared one that it names. */
export function resolved(shape: Shape, shapes: Shapes): Shape {
  const shared = shape.shape === undefined ? undefined : shapes[shape.shape];
  return shared === undefined ? shape : { ...shared, ...shape };
}

/** Writes a value with the names of the wire, and finds what is not as the model says. Expressions stay as they are. */
export function rewrite(given: Json | undefined, shape: Shape, path: KeyPath, shapes: Shapes): Rewritten {
  const own = resolved(shape, shapes);
  if (typeof given === 'string' && holdsExpression(given)) {
    const isText = own.type === undefined || own.type === 'string';
    return { value: given, conversions: isText ? 'text' : conversionsOf(own, shapes), faults: [] };
  }
  if (own.type === 'structure') return rewriteStructure(given, own, path, shapes);
  if (own.type === 'list' || own.type === 'map') return rewriteAll(given, own, path, shapes);
  return rewriteScalar(given, own, path);
}

function rewriteStructure(given: Json | undefined, shape: Shape, path: KeyPath, shapes: Shapes): Rewritten {
  const members = shape.members ?? {};
  if (Object.keys(members).length === 0) return { value: given, faults: [] }; // any JSON
  if (!isJsonObject(given)) return refuse(path, `must be an object with ${namesOf(members)}`);
  const parts = Object.entries(given).map(([name, value]) => {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member === undefined) return { name, wire: name, ...refuse([...path, name], unknownName(name, members)) };
    return { name, wire: member.locationName ?? name, ...rewrite(value, member, [...path, name], shapes) };
  });
  const missing = (shape.required ?? []).filter((name) => given[name] === undefined);
  return {
    value: Object.fromEntries(parts.map(({ wire, value }) => [wire, value])),
    conversions: joined(parts.map(({ wire, conversions }) => [wire, conversions])),
    faults: [
      ...parts.flatMap(({ faults }) => faults),
      ...missing.map((name) => ({ path: [...path, name], message: 'is missing: the API requires it' })),
    ],
  };
}

/** The fault of a name that is not among the members. */
export function unknownName(name: string, members: Readonly<Record<string, Shape>>): string {
  const closest = closestWord(name, Object.keys(members));
  return `is not a parameter here; ${closest === undefined ? `there are ${namesOf(members)}` : `did you mean \`${closest}\`?`}`;
}

/** Names that a message lists. */
const MOST_NAMES = 20;

function namesOf(members: Readonly<Record<string, Shape>>): string {
  const names = Object.keys(members);
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

function rewriteAll(given: Json | undefined, shape: Shape, path: KeyPath, shapes: Shapes): Rewritten {
  const isList = shape.type === 'list';
  const inner = (isList ? shape.member : shape.value) ?? {};
  if (isList && Array.isArray(given)) {
    const items = given.map((item: Json, index) => rewrite(item, inner, [...path, index], shapes));
    return {
      value: items.map(({ value }) => value ?? null),
      conversions: joined(items.map(({ conversions }, index) => [String(index), conversions])),
      faults: items.flatMap(({ faults }) => faults),
    };
  }
  if (isList || !isJsonObject(given)) return refuse(path, isList ? 'must be a list' : 'must be an object');
  const values = Object.entries(given).map(
    ([key, value]) => [key, rewrite(value, inner, [...path, key], shapes)] as const,
  );
  return {
    value: Object.fromEntries(values.map(([key, { value }]) => [key, value])),
    conversions: joined(values.map(([key, { conversions }]) => [key, conversions])),
    faults: values.flatMap(([, { faults }]) => faults),
  };
}

function joined(entries: readonly (readonly [string, Conversions | undefined])[]): Conversions | undefined {
  const found = entries.flatMap(([key, conversions]) =>
    conversions === undefined ? [] : [[key, conversions] as const],
  );
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

const INTEGERS: ReadonlySet<string> = new Set(['integer', 'long', 'short', 'byte']);
const NUMBERS: ReadonlySet<string> = new Set([...INTEGERS, 'float', 'double', 'bigdecimal']);

function rewriteScalar(given: Json | undefined, shape: Shape, path: KeyPath): Rewritten {
  const problem = scalarProblem(given, shape);
  if (problem !== undefined) return refuse(path, problem);
  const conversion = conversionOf(shape);
  // An object that becomes Base64 may have expressions.
  if (typeof given === 'object' && given !== null) return { value: given, conversions: conversion, faults: [] };
  const value = conversion === undefined ? given : (convert(given, conversion) as Json);
  return { value, faults: [] };
}

function scalarProblem(given: Json | undefined, { type = 'string' }: Shape): string | undefined {
  if (INTEGERS.has(type)) return Number.isSafeInteger(given) ? undefined : 'must be a whole number';
  if (NUMBERS.has(type)) return typeof given === 'number' ? undefined : 'must be a number';
  if (type === 'boolean') return typeof given === 'boolean' ? undefined : 'must be true or false';
  if (type === 'blob') {
    if (typeof given === 'object' && given !== null) return undefined;
    return isBase64(given) ? undefined : 'must be Base64, or an object or a list, which is sent as JSON';
  }
  if (type === 'timestamp') {
    const isDate = typeof given === 'number' || (typeof given === 'string' && !Number.isNaN(Date.parse(given)));
    return isDate ? undefined : 'must be a date in ISO 8601, or seconds since 1970';
  }
  if (typeof given === 'string') return undefined;
  return typeof given === 'object' && given !== null
    ? 'must be a text: write JSON with `$string`, as in "{% $string({ \'id\': $args.id }) %}"'
    : 'must be a text: put it in quotes';
}

/** Timestamps of JSON are seconds, unless the model says otherwise. */
function conversionOf({ type, timestampFormat }: Shape): Conversions | undefined {
  if (type === 'blob') return 'base64';
  if (type !== 'timestamp') return undefined;
  return timestampFormat === undefined || timestampFormat === 'unixTimestamp' ? 'seconds' : 'date';
}

/** Levels of a shape that conversions reach; deeper ones are sent as they are. */
const MAX_DEPTH = 8;

function conversionsOf(shape: Shape, shapes: Shapes, above: readonly string[] = []): Conversions | undefined {
  const { shape: name } = shape;
  const path = name === undefined ? above : [...above, name];
  if (path.length > MAX_DEPTH || (name !== undefined && above.includes(name))) return undefined;
  const own = resolved(shape, shapes);
  if (own.type === 'structure') {
    const members = Object.entries(own.members ?? {});
    return joined(
      members.map(([key, member]) => [member.locationName ?? key, conversionsOf(member, shapes, path)] as const),
    );
  }
  if (own.type === 'list') return joined([['*', conversionsOf(own.member ?? {}, shapes, path)]]);
  if (own.type === 'map') return joined([['*', conversionsOf(own.value ?? {}, shapes, path)]]);
  return conversionOf(own);
}

function refuse(path: KeyPath, message: string): Rewritten {
  return { value: undefined, faults: [{ path, message }] };
}
