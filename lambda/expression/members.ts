import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Mentions } from './engine/index.ts';
import type { Variable } from './path.ts';

/** JSON Schemas of what variables hold; a variable without one may have any member. */
export type Shapes = Readonly<Partial<Record<Variable, JsonObject | undefined>>>;

/** `propertyNames` of headers, as Node.js returns them. */
export const LOWER_CASE: JsonObject = { pattern: '^[^A-Z]*$' };

/** Keywords beside `properties` that could define a member, or change what a schema says about it. */
const OTHERS = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'not', 'dependentSchemas'];

/**
 * Finds members that never exist, such as `$response.data`: an expression that uses one finds nothing at every call.
 *
 * @returns a message for each
 */
export function missingMembers({ members, bound }: Mentions, shapes: Shapes): string[] {
  const messages = members.flatMap(({ variable, names }) => {
    const shape = Object.hasOwn(shapes, variable) && !bound.has(variable) ? shapes[variable as Variable] : undefined;
    return shape === undefined ? [] : (missing(`$${variable}`, shape, names) ?? []);
  });
  return [...new Set(messages)];
}

function missing(place: string, schema: Json | undefined, [name, ...rest]: readonly string[]): string | undefined {
  if (name === undefined || !isJsonObject(schema) || OTHERS.some((keyword) => keyword in schema)) return undefined;
  const { type, properties, patternProperties, propertyNames } = schema;
  if (propertyNames === LOWER_CASE && name !== name.toLowerCase()) {
    return `${place}.${name} never exists: its names are in lower case, so write ${name.toLowerCase()}`;
  }
  // a path crosses lists: it maps over their items
  if (type === 'array') {
    return schema.prefixItems === undefined ? missing(place, schema.items, [name, ...rest]) : undefined;
  }
  if (typeof type === 'string' && type !== 'object') return `${place} is of type ${type} and has no \`${name}\``;
  const known = isJsonObject(properties) ? properties : {};
  if (Object.hasOwn(known, name)) return missing(`${place}.${name}`, known[name], rest);
  const isClosed = schema.additionalProperties === false || schema.unevaluatedProperties === false;
  if (!isClosed || patternProperties !== undefined) return undefined;
  const names = Object.keys(known);
  return `${place}.${name} never exists: ${place} has ${names.length > 0 ? names.join(', ') : 'no members'}`;
}
