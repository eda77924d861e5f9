import { z } from 'zod';

/** Placeholder for a key that the operator chooses, such as the name of a table. */
export const ANY_NAME = '{name}';

/** The keys that a schema's mapping accepts, in schema order. Lists and scalar values have none. */
export function keysOf(schema: unknown): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodRecord) return [ANY_NAME];
  if (!(inner instanceof z.ZodObject)) return [];
  return [...Object.keys(inner.shape), ...(named(inner) === undefined ? [] : [ANY_NAME])];
}

/** The schema of the value at a key, or of a list's elements. */
export function childOf(schema: unknown, step: PropertyKey): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodObject) return inner.shape[String(step)] ?? named(inner);
  return undefined;
}

/** The schema for keys that a mapping does not list; a strict mapping has none. */
function named(schema: z.ZodObject): unknown {
  const { catchall } = schema.def;
  return catchall instanceof z.ZodNever ? undefined : catchall;
}

/** The schema of the document itself, without the wrappers for defaults and transforms. */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) {
    return unwrap(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}
