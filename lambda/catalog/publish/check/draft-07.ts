import type { KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { mapSchemas } from '../../../schema/index.ts';
import { decodePointerPart } from './json-pointer.ts';

const DRAFT_07 = /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/;

/** Whether a schema names draft-07 as its dialect. */
export function isDraft07({ $schema }: JsonObject): boolean {
  return typeof $schema === 'string' && DRAFT_07.test($schema);
}

/**
 * Rewrites a schema of draft-07 to draft 2020-12, which accepts the same values.
 *
 * json-schema.org/draft/2019-09/release-notes and json-schema.org/draft/2020-12/release-notes
 *
 * @param root a schema for which {@link isDraft07} holds; need not be valid
 * @returns the schema without `$schema`, since 2020-12 is the default. spec: basic/index#schema-dialect
 */
export function fromDraft07(root: JsonObject): JsonObject {
  const rewritten = mapSchemas(root, (schema) =>
    withoutSiblings(withDefinitions(withAnchor(withDependencies(withTuple(withoutDialect(schema))))), root),
  );
  // Every client expects it, so the root keeps it beside a `$ref`.
  return root.type === undefined ? rewritten : { type: root.type, ...rewritten };
}

function withoutDialect(schema: JsonObject): JsonObject {
  if (!isDraft07(schema)) return schema;
  const { $schema: _, ...rest } = schema;
  return rest;
}

/** In draft-07, `additionalItems` has an effect only beside a list of `items`. */
function withTuple({ additionalItems, ...schema }: JsonObject): JsonObject {
  const { items, ...rest } = schema;
  if (!Array.isArray(items)) return schema;
  return { ...rest, prefixItems: items, ...(additionalItems !== undefined && { items: additionalItems }) };
}

function withDependencies(schema: JsonObject): JsonObject {
  const { dependencies, ...rest } = schema;
  if (!isJsonObject(dependencies)) return schema;
  const entries = Object.entries(dependencies);
  const required = entries.filter(([, value]) => Array.isArray(value));
  const schemas = entries.filter(([, value]) => !Array.isArray(value));
  return {
    ...rest,
    ...(required.length > 0 && { dependentRequired: Object.fromEntries(required) }),
    ...(schemas.length > 0 && { dependentSchemas: Object.fromEntries(schemas) }),
  };
}

function withAnchor(schema: JsonObject): JsonObject {
  const { $id, ...rest } = schema;
  return typeof $id === 'string' && $id.startsWith('#') ? { ...rest, $anchor: $id.slice(1) } : schema;
}

function withDefinitions(schema: JsonObject): JsonObject {
  if (!isRenamed(schema)) return schema;
  const { definitions, ...rest } = schema;
  return { ...rest, $defs: definitions };
}

function isRenamed(schema: JsonObject): boolean {
  return schema.definitions !== undefined && schema.$defs === undefined;
}

/** Keywords that a schema may keep beside `$ref`; draft-07 ignores all others there. */
const KEPT = [
  'title',
  'description',
  'default',
  'examples',
  '$comment',
  'readOnly',
  'writeOnly',
  '$defs',
  'definitions',
];

function withoutSiblings(schema: JsonObject, root: JsonObject): JsonObject {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const kept = KEPT.filter((keyword) => schema[keyword] !== undefined).map((keyword) => [keyword, schema[keyword]]);
  return { $ref: $ref.startsWith('#/') ? rewritePointer($ref, root) : $ref, ...Object.fromEntries(kept) };
}

/** Keywords whose value holds schemas by name or index. */
const CONTAINERS = new Set('properties patternProperties definitions $defs dependencies allOf anyOf oneOf'.split(' '));

function rewritePointer(reference: string, root: JsonObject): string {
  const parts: string[] = [];
  let node: Json | undefined = root;
  let isSchema = true;
  for (const part of reference.split('/').slice(1)) {
    const key = decodePointerPart(part) ?? part;
    const schema: JsonObject | undefined = isSchema && isJsonObject(node) ? node : undefined;
    node = childOf(node, key);
    parts.push(schema === undefined ? part : newName(schema, part));
    isSchema = schema === undefined || !(CONTAINERS.has(key) || Array.isArray(node));
  }
  return ['#', ...parts].join('/');
}

function newName(schema: JsonObject, keyword: string): string {
  if (keyword === 'definitions' && isRenamed(schema)) return '$defs';
  if (keyword === 'dependencies') return 'dependentSchemas';
  if (!Array.isArray(schema.items)) return keyword;
  if (keyword === 'items') return 'prefixItems';
  return keyword === 'additionalItems' ? 'items' : keyword;
}

function childOf(node: Json | undefined, key: string | number): Json | undefined {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
  return (node as JsonObject)[key];
}

const OLD_NAMES: Readonly<Record<string, string>> = {
  $defs: 'definitions',
  $anchor: '$id',
  dependentRequired: 'dependencies',
  dependentSchemas: 'dependencies',
  prefixItems: 'items',
};

/**
 * Finds what a path of a rewritten schema was called in the schema as the author wrote it.
 *
 * @param written the schema of draft-07
 * @param path a path in what {@link fromDraft07} returned for it
 */
export function draft07Path(written: JsonObject, path: KeyPath): KeyPath {
  let node: Json | undefined = written;
  return path.map((key) => {
    const old = oldName(node, key);
    node = childOf(node, old);
    return old;
  });
}

function oldName(node: Json | undefined, key: string | number): string | number {
  if (!isJsonObject(node) || typeof key === 'number') return key;
  if (key === 'items' && Array.isArray(node.items)) return 'additionalItems';
  const old = Object.hasOwn(OLD_NAMES, key) ? OLD_NAMES[key] : undefined;
  return old !== undefined && !Object.hasOwn(node, key) ? old : key;
}
