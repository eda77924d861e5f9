import { isObject } from '../wire.ts';

type Schema = Readonly<Record<string, unknown>>;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const SCHEMAS = new Set(
  'additionalItems additionalProperties contains else if items not propertyNames then unevaluatedItems unevaluatedProperties'.split(
    ' ',
  ),
);
const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items']);
const MAPS = new Set(['$defs', 'definitions', 'dependentSchemas', 'dependencies', 'patternProperties', 'properties']);

/**
 * Converts a schema of draft 7, which v1 of the SDK generates from Zod schemas, to draft 2020-12, the only dialect that can be
 * published. A schema without a dialect, or of draft 2020-12, is returned unchanged.
 *
 * json-schema.org/draft/2020-12/release-notes
 */
export function toDraft2020(schema: Schema): Schema {
  const { $schema } = schema;
  if ($schema === undefined || String($schema).replace(/#$/, '') === DIALECT) return schema;
  const { $schema: _, ...rest } = rewrite(schema);
  return rest;
}

function rewrite(schema: Schema): Schema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, rewriteIn(keyword, value)]),
  );
  return withDependencies(withTuple(inner));
}

function rewriteIn(keyword: string, value: unknown): unknown {
  if (LISTS.has(keyword) && Array.isArray(value)) return value.map(rewriteSchema);
  if (SCHEMAS.has(keyword)) return rewriteSchema(value);
  if (!MAPS.has(keyword) || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewriteSchema(item)]));
}

const rewriteSchema = (value: unknown) => (isObject(value) ? rewrite(value) : value);

function withTuple({ additionalItems, ...schema }: Schema): Schema {
  const { items, ...rest } = schema;
  if (!Array.isArray(items)) return schema;
  return { ...rest, prefixItems: items, ...(additionalItems !== undefined && { items: additionalItems }) };
}

function withDependencies({ dependencies, ...schema }: Schema): Schema {
  if (!isObject(dependencies)) return schema;
  const entries = Object.entries(dependencies);
  const required = entries.filter(([, value]) => Array.isArray(value));
  const schemas = entries.filter(([, value]) => !Array.isArray(value));
  return {
    ...schema,
    ...(required.length > 0 && { dependentRequired: Object.fromEntries(required) }),
    ...(schemas.length > 0 && { dependentSchemas: Object.fromEntries(schemas) }),
  };
}
