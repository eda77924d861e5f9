import { z } from 'zod';

/** Stands for a key that the operator chooses, such as the name of a table. */
export const ANY_NAME = '{name}';

/** The keys that a schema's mapping knows, in its own order; lists and single values have none. */
export function keysOf(schema: unknown): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodRecord) return [ANY_NAME];
  if (!(inner instanceof z.ZodObject)) return [];
  return [...Object.keys(inner.shape), ...(named(inner) === undefined ? [] : [ANY_NAME])];
}

/** The schema below a key, or of a list's elements. */
export function childOf(schema: unknown, step: PropertyKey): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodObject) return inner.shape[String(step)] ?? named(inner);
  return undefined;
}

/** What a mapping takes under any key besides those it knows; a strict one takes nothing. */
function named(schema: z.ZodObject): unknown {
  const { catchall } = schema.def;
  return catchall instanceof z.ZodNever ? undefined : catchall;
}

/** The schema that reads the document, without what its default and its transformation put around it. */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) {
    return unwrap(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}
