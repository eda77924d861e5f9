import { type Fault, isError, type KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { LIST_KEYWORDS, MAP_KEYWORDS, SCHEMA_KEYWORDS } from '../../../schema/index.ts';
import { describe } from '../load/index.ts';
import { checkerInside, checkMetaSchema } from './closed-schema.ts';
import { deeperThan } from './depth.ts';
import { decodePointerPart } from './json-pointer.ts';
import { checkKeyPattern, checkPattern, checkPatternSizes } from './patterns.ts';

const SCHEMA_BYTES = 64 * 1024;
const SCHEMA_DEPTH = 64;
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** A schema somewhere inside an author's schema. */
export interface Subschema {
  readonly schema: JsonObject;
  readonly path: KeyPath;
  /** Whether the path from the root uses only `properties`, so that the argument has a fixed name. */
  readonly named: boolean;
}

/**
 * Checks the `input` or `output` schema of an author: within the size limits, valid draft 2020-12 of type `object`, references
 * only within the schema, and regular expressions that calls can evaluate.
 *
 * @returns every fault, with paths from the schema's root
 */
export function checkUserSchema(schema: JsonObject): readonly Fault[] {
  const bytes = Buffer.byteLength(JSON.stringify(schema));
  if (bytes > SCHEMA_BYTES)
    return [fault([], `the schema has ${bytes} bytes; at most ${SCHEMA_BYTES} are allowed: simplify it`)];
  const tooDeep = deeperThan(schema, SCHEMA_DEPTH);
  if (tooDeep) return [fault(tooDeep, `nested deeper than ${SCHEMA_DEPTH} levels: simplify the schema`)];
  const subschemas = [...walkSchema(schema)];
  const older = subschemas.flatMap(checkOlderKeywords);
  const invalid = checkMetaSchema(withoutDialect(schema)).filter(
    ({ path }) => !older.some((known) => covers(known, path)),
  );
  if (invalid.length > 0 || older.some(isError)) return [...invalid, ...older];

  const anchors = new Set<unknown>();
  const repeated = subschemas.flatMap((subschema) => checkAnchors(subschema, anchors));
  const known = { root: schema, schemas: new Set(subschemas.map((subschema) => subschema.schema)), anchors };
  const faults = subschemas.flatMap((subschema) => [
    ...checkDialect(subschema),
    ...checkReferences(subschema, known),
    ...checkPatterns(subschema),
  ]);
  faults.push(...repeated, ...older);
  if (schema.type !== 'object') {
    const message = `must be of type object, which every MCP client expects: found ${describe(schema.type)} as \`type\``;
    faults.unshift(fault(schema.type === undefined ? [] : ['type'], message));
  }
  if (faults.some(isError)) return faults;
  const patterns = subschemas.flatMap(({ schema: { pattern } }) => (typeof pattern === 'string' ? [pattern] : []));
  const tooLarge = checkPatternSizes(patterns);
  return [...faults, ...(tooLarge ? [fault([], tooLarge)] : checkDefaults(subschemas, schema))];
}

/** A default is filled in where the argument is absent, so it must be a good argument. */
function checkDefaults(subschemas: readonly Subschema[], root: JsonObject): Fault[] {
  const withDefault = subschemas.filter(({ schema }) => schema.default !== undefined);
  if (withDefault.length === 0) return [];
  const check = checkerInside(root);
  return withDefault.flatMap(({ schema, path }) => {
    const [first] = check(path, schema.default ?? null);
    if (first === undefined) return [];
    const inside = first.path.length > 0 ? ` at ${first.path.join('.')}` : '';
    return [fault([...path, 'default'], `does not satisfy its own schema${inside}: ${first.message}`)];
  });
}

/** Yields a schema and every schema inside it, but does not enter other values (`default`, `const`, ...). */
export function* walkSchema(schema: Json | undefined, path: KeyPath = [], named = true): Generator<Subschema> {
  if (!isJsonObject(schema)) return;
  yield { schema, path, named };
  for (const [keyword, value] of Object.entries(schema)) {
    if (SCHEMA_KEYWORDS.has(keyword)) yield* walkSchema(value, [...path, keyword], false);
    else if (LIST_KEYWORDS.has(keyword) && Array.isArray(value)) {
      for (const [index, inner] of value.entries()) yield* walkSchema(inner, [...path, keyword, index], false);
    } else if (MAP_KEYWORDS.has(keyword) && isJsonObject(value)) {
      const stillNamed = named && keyword === 'properties';
      for (const [key, inner] of Object.entries(value)) yield* walkSchema(inner, [...path, keyword, key], stillNamed);
    }
  }
}

function checkDialect({ schema, path }: Subschema): Fault[] {
  const faults: Fault[] = [];
  const { $schema, $id } = schema;
  if ($schema !== undefined && String($schema).replace(/#$/, '') !== DRAFT) {
    faults.push(
      fault(
        [...path, '$schema'],
        `only ${DRAFT} is supported, and draft-07, which is rewritten to it: found ${describe($schema)}`,
      ),
    );
  }
  if ($id !== undefined && path.length > 0) {
    faults.push(fault([...path, '$id'], 'a subschema cannot have an `$id`: use `$defs` and `$anchor`'));
  }
  return faults;
}

/** @param known the anchors of the schemas before this one; its own are added */
function checkAnchors({ schema, path }: Subschema, known: Set<unknown>): Fault[] {
  return ['$anchor', '$dynamicAnchor'].flatMap((keyword) => {
    const anchor = schema[keyword];
    if (anchor === undefined) return [];
    if (known.has(anchor))
      return [fault([...path, keyword], `the anchor ${describe(anchor)} is used twice: rename one`)];
    known.add(anchor);
    return [];
  });
}

/** Keywords of older drafts, of a schema that does not name such a draft. */
function checkOlderKeywords({ schema, path }: Subschema): Fault[] {
  const faults: Fault[] = [];
  const { items, dependencies, additionalItems } = schema;
  if (Array.isArray(items)) {
    faults.push(fault([...path, 'items'], `a list of \`items\` is draft-07: name it \`prefixItems\`, or ${NAME_IT}`));
  }
  for (const [keyword, limit] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof schema[keyword] !== 'boolean') continue;
    const number = typeof schema[limit] === 'number' ? schema[limit] : 0;
    const fix = schema[keyword] ? `\`${keyword}: ${number}\` in place of \`${limit}\`` : `only \`${limit}\``;
    faults.push(fault([...path, keyword], `a boolean \`${keyword}\` is draft-04: write ${fix}`));
  }
  const inert: [string, Json | undefined, string][] = [
    ['dependencies', dependencies, '`dependentRequired` or `dependentSchemas`'],
    ['additionalItems', Array.isArray(items) ? undefined : additionalItems, '`items`, with `prefixItems`'],
  ];
  for (const [keyword, value, successor] of inert) {
    if (value === undefined) continue;
    const message = `\`${keyword}\` has no effect in draft 2020-12: use ${successor}, or ${NAME_IT}`;
    faults.push({ severity: 'warning', path: [...path, keyword], message });
  }
  if (schema.nullable === true) {
    const { type } = schema;
    const fix = typeof type === 'string' ? `\`type: [${type}, "null"]\`` : '`"null"` as one of its types';
    const message = `\`nullable\` is of OpenAPI 3.0, and has no effect in JSON Schema: write ${fix}`;
    faults.push({ severity: 'warning', path: [...path, 'nullable'], message });
  }
  return faults;
}

const NAME_IT = 'set `$schema: http://json-schema.org/draft-07/schema#`';

/** Whether a fault explains everything at a path and below it. */
function covers(known: Fault, path: KeyPath): boolean {
  return known.path.every((key, index) => path[index] === key);
}

/** What references can name. */
interface Targets {
  readonly root: JsonObject;
  /** The schemas that are checked; calls must meet no other. */
  readonly schemas: ReadonlySet<JsonObject>;
  readonly anchors: ReadonlySet<unknown>;
}

function checkReferences({ schema, path }: Subschema, { root, schemas, anchors }: Targets): Fault[] {
  return ['$ref', '$dynamicRef'].flatMap((keyword) => {
    const reference = schema[keyword];
    if (typeof reference !== 'string') return [];
    const at = [...path, keyword];
    if (!reference.startsWith('#')) {
      return [fault(at, `only references within the schema (\`#...\`) are supported: found ${describe(reference)}`)];
    }
    const target = reference.slice(1);
    const isPointer = target.startsWith('/') || target === '';
    const found = isPointer ? valueAt(root, target) : anchors.has(target) || undefined;
    if (found === undefined) {
      return [fault(at, `${describe(reference)} does not exist in the schema: add the definition`)];
    }
    if (typeof found === 'boolean' || (isJsonObject(found) && schemas.has(found))) return [];
    return [fault(at, `${describe(reference)} does not name a schema: move the definition to \`$defs\``)];
  });
}

function valueAt(root: JsonObject, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = decodePointerPart(part);
    if (key === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
      return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

function checkPatterns({ schema, path }: Subschema): Fault[] {
  const faults: Fault[] = [];
  const { pattern, patternProperties } = schema;
  const wrong = typeof pattern === 'string' ? checkPattern(pattern) : undefined;
  if (wrong) faults.push(fault([...path, 'pattern'], wrong));
  for (const key of isJsonObject(patternProperties) ? Object.keys(patternProperties) : []) {
    const wrongKey = checkKeyPattern(key);
    if (wrongKey) faults.push(fault([...path, 'patternProperties', key], wrongKey));
  }
  return faults;
}

/** ajv knows only draft 2020-12; `checkDialect` reports other dialects with a better message. */
function withoutDialect(schema: JsonObject): JsonObject {
  const { $schema: _, ...rest } = schema;
  return rest;
}

function fault(path: KeyPath, message: string): Fault {
  return { path, message };
}
