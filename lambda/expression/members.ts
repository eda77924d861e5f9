import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { closestWord } from '../text/index.ts';
import type { Mentions } from './engine/index.ts';
import type { Variable } from './path.ts';

/** JSON Schemas of what variables hold; a variable without one may have any member. */
export type Shapes = Readonly<Partial<Record<Variable, JsonObject | undefined>>>;

/** `propertyNames` of headers, as Node.js returns them. */
export const LOWER_CASE: JsonObject = { pattern: '^[^A-Z]*$' };

/** Letters from which on a name that is not listed counts as misspelt: of short ones, any two are alike. */
const LEAST_MISSPELT = 4;

/** Keywords beside `properties` that could define a member, or change what a schema says about it. */
const OTHERS = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'not', 'dependentSchemas'];

/**
 * Finds members that never exist, such as `$response.data`: an expression that uses one finds nothing at every call.
 *
 * @returns a message for each
 */
export function missingMembers({ members, bound }: Mentions, shapes: Shapes): string[] {
  const messages = members.flatMap(({ variable, names, places }) => {
    const shape = Object.hasOwn(shapes, variable) && !bound.has(variable) ? shapes[variable as Variable] : undefined;
    return shape === undefined ? [] : (missing(`$${variable}`, shape, { names, places }) ?? []);
  });
  return [...new Set(messages)];
}

/** The names of a path that are left, with the characters at which they begin. */
interface Rest {
  readonly names: readonly string[];
  readonly places: readonly number[];
}

function missing(place: string, schema: Json | undefined, path: Rest): string | undefined {
  const [name] = path.names;
  const rest = { names: path.names.slice(1), places: path.places.slice(1) };
  const at = ` (character ${path.places[0]})`;
  if (name === undefined || !isJsonObject(schema) || OTHERS.some((keyword) => keyword in schema)) return undefined;
  const { type, properties, patternProperties, propertyNames } = schema;
  if (propertyNames === LOWER_CASE && name !== name.toLowerCase()) {
    return `${place}.${name} never exists: its names are in lower case, so write ${name.toLowerCase()}${at}`;
  }
  // a path crosses lists: it maps over their items
  if (type === 'array') {
    return schema.prefixItems === undefined ? missing(place, schema.items, path) : undefined;
  }
  if (typeof type === 'string' && type !== 'object') return `${place} is of type ${type} and has no \`${name}\`${at}`;
  const known = isJsonObject(properties) ? properties : {};
  if (Object.hasOwn(known, name)) return missing(`${place}.${name}`, known[name], rest);
  const isClosed = schema.additionalProperties === false || schema.unevaluatedProperties === false;
  if (patternProperties !== undefined) return undefined;
  const names = Object.keys(known);
  const closest = closestWord(name, names);
  // what is not listed may be there, but hardly what differs from a listed name by a slip
  if (!isClosed && (closest === undefined || name.length < LEAST_MISSPELT)) return undefined;
  const has = `${place} has ${names.length > 0 ? names.join(', ') : 'no members'}`;
  const meant = closest === undefined ? '' : `; did you mean ${place}.${closest}?`;
  return `${place}.${name} never exists: ${has}${meant}${at}`;
}
