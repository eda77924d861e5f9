import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/**
 * Accepts a value in a few comparisons: most arguments are valid, and most schemas are simple. The validator, which walks the
 * schema for each call, runs only for values that this check does not accept, and alone describes errors.
 */
type QuickCheck = (value: unknown) => boolean;

const never: QuickCheck = () => false;
const always: QuickCheck = () => true;

/** Keywords without effect on validity. spec: JSON Schema 2020-12, Validation, section 9 */
const ANNOTATIONS = new Set([
  '$schema',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'x-mcp-header',
]);

type Keyword = (schema: JsonObject) => QuickCheck;

/** The check of each keyword, for a value whose type is already known to be correct. */
const KEYWORDS: Readonly<Record<string, Keyword>> = {
  enum: ({ enum: values }) => {
    if (!Array.isArray(values) || values.some((value) => typeof value === 'object')) return never;
    const known = new Set<unknown>(values);
    return (value) => known.has(value);
  },
  minimum:
    ({ minimum }) =>
    (value) =>
      Number(value) >= Number(minimum),
  maximum:
    ({ maximum }) =>
    (value) =>
      Number(value) <= Number(maximum),
  // Lengths count code points: at most as many as UTF-16 code units, and at least half as many.
  maxLength:
    ({ maxLength }) =>
    (value) =>
      String(value).length <= Number(maxLength),
  minLength: ({ minLength }) => {
    const certain = Number(minLength) <= 1 ? Number(minLength) : 2 * Number(minLength);
    return (value) => String(value).length >= certain;
  },
  minItems:
    ({ minItems }) =>
    (value) =>
      Array.isArray(value) && value.length >= Number(minItems),
  maxItems:
    ({ maxItems }) =>
    (value) =>
      Array.isArray(value) && value.length <= Number(maxItems),
  items: ({ items }) => {
    const check = createQuickCheck(items);
    return (value) => Array.isArray(value) && value.every(check);
  },
  required: ({ required }) => {
    const names = Array.isArray(required) ? required.map(String) : [];
    return (value) => names.every((name) => Object.hasOwn(value as object, name));
  },
  properties: checkProperties,
  additionalProperties: ({ properties, additionalProperties }) =>
    properties === undefined ? checkProperties({ properties: {}, additionalProperties }) : always,
};

/** The types that each keyword applies to. With another type the keyword has no effect, and the quick check gives up. */
const TYPE_OF: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    minimum: ['number', 'integer'],
    maximum: ['number', 'integer'],
    minLength: ['string'],
    maxLength: ['string'],
    minItems: ['array'],
    maxItems: ['array'],
    items: ['array'],
    required: ['object'],
    properties: ['object'],
    additionalProperties: ['object'],
  }),
);

const TYPES: Readonly<Record<string, QuickCheck>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: Number.isFinite,
  object: isJsonObject,
  array: Array.isArray,
  null: (value) => value === null,
};

/**
 * Creates the quick check of a schema.
 *
 * @returns a function whose `true` is certain, and whose `false` means that the validator must decide
 */
export function createQuickCheck(schema: Json | undefined): QuickCheck {
  if (schema === true) return always;
  if (!isJsonObject(schema)) return never;
  const { type, ...rest } = schema;
  const isOfType = typeof type === 'string' && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (isOfType === undefined) return type === undefined && Object.keys(rest).every(isEnumOrNote) ? all(rest) : never;
  const keywords = Object.keys(rest).filter((keyword) => !ANNOTATIONS.has(keyword));
  const isPlain = keywords.every((keyword) => keyword === 'enum' || TYPE_OF.get(keyword)?.includes(String(type)));
  if (!isPlain) return never;
  const check = all(rest);
  return (value) => isOfType(value) && check(value);
}

function isEnumOrNote(keyword: string): boolean {
  return keyword === 'enum' || ANNOTATIONS.has(keyword);
}

function all(schema: JsonObject): QuickCheck {
  const checks = Object.keys(schema).flatMap((keyword) => KEYWORDS[keyword]?.(schema) ?? []);
  const [first = always, second, ...more] = checks;
  if (second === undefined) return first;
  return (value) => first(value) && second(value) && more.every((check) => check(value));
}

function checkProperties({ properties, additionalProperties }: JsonObject): QuickCheck {
  if (!isJsonObject(properties)) return never;
  const checks = new Map(Object.entries(properties).map(([name, schema]) => [name, createQuickCheck(schema)]));
  const other = additionalProperties === undefined ? always : createQuickCheck(additionalProperties);
  return (value) => {
    const object = value as Readonly<Record<string, unknown>>;
    for (const name in object) {
      if (!(checks.get(name) ?? other)(object[name])) return false;
    }
    return true;
  };
}
