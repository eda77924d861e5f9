import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/**
 * Accepts a value in a few comparisons: most arguments are valid, and most schemas are simple. The validator, which walks the
 * schema for each call, runs only for values that this check does not accept, and alone describes errors.
 */
type QuickCheck = (value: unknown) => boolean;

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

/** The keywords of each type, besides `enum`. With any other one the quick check gives up. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength'],
  boolean: [],
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  object: ['required', 'properties', 'additionalProperties'],
  array: ['minItems', 'maxItems', 'items'],
  null: [],
};

/** The type of a rule that accepts any value of its `enum`, or any value at all. */
const ANY = 'any';

/** Names up to this many are compared one by one. */
const FEW = 8;

/**
 * What the check of one schema needs. A call of a tool among thousands finds little of that tool in the processor's caches, so this
 * is a few objects: as a function for each keyword, it took a third of a call (`bench/catalogue`).
 */
interface Rule {
  readonly type: string;
  readonly values: ReadonlySet<unknown> | undefined;
  /** The least and the greatest number, length or count. */
  readonly least: number | undefined;
  readonly most: number | undefined;
  /** The rule of the items, or of members without a rule of their own; `undefined` for any value. */
  readonly others: Rule | undefined;
  readonly required: readonly string[];
  readonly names: readonly string[];
  /** Rules by the index of their names. */
  readonly rules: readonly Rule[];
  /** Indexes by name, where there are many. */
  readonly indexes: ReadonlyMap<string, number> | undefined;
}

const NONE: readonly never[] = [];

/** A rule that accepts any value. */
const ALWAYS: Rule = {
  type: ANY,
  values: undefined,
  least: undefined,
  most: undefined,
  others: undefined,
  required: NONE,
  names: NONE,
  rules: NONE,
  indexes: undefined,
};
/** A rule that accepts no value. */
const NEVER: Rule = { ...ALWAYS, values: new Set() };

/**
 * Creates the quick check of a schema.
 *
 * @returns a function whose `true` is certain, and whose `false` means that the validator must decide
 */
export function createQuickCheck(schema: Json | undefined): QuickCheck {
  const rule = compile(schema);
  return rule === undefined ? () => false : (value) => accepts(rule, value);
}

/** Returns the rule of a schema; `undefined` if it is never certain. */
function compile(schema: Json | undefined): Rule | undefined {
  if (schema === true) return ALWAYS;
  if (!isJsonObject(schema)) return undefined;
  const { type, ...rest } = schema;
  const known = typeof type === 'string' && Object.hasOwn(KEYWORDS, type) ? KEYWORDS[type] : undefined;
  if (type !== undefined && known === undefined) return undefined;
  const isPlain = Object.keys(rest).every(
    (keyword) => keyword === 'enum' || ANNOTATIONS.has(keyword) || known?.includes(keyword),
  );
  return isPlain ? compilePlain(String(type ?? ANY), rest) : undefined;
}

function compilePlain(type: string, keywords: JsonObject): Rule | undefined {
  const { enum: values, items, properties, additionalProperties } = keywords;
  if (values !== undefined && !(Array.isArray(values) && values.every((value) => typeof value !== 'object'))) {
    return undefined;
  }
  if (properties !== undefined && !isJsonObject(properties)) return undefined;
  // Only an absent keyword allows everything.
  const other = type === 'array' ? items : additionalProperties;
  const others = other === undefined ? ALWAYS : compile(other);
  const members = Object.entries(properties ?? {}).map(([name, schema]) => [name, compile(schema)] as const);
  return ruleOf(type, keywords, others ?? NEVER, members);
}

function ruleOf(
  type: string,
  { enum: values, required, ...bounds }: JsonObject,
  others: Rule,
  members: readonly (readonly [name: string, rule: Rule | undefined])[],
): Rule {
  const isFew = members.length <= FEW;
  return {
    type,
    values: Array.isArray(values) ? new Set<unknown>(values) : undefined,
    least: leastOf(bounds),
    most: numberOf(bounds.maximum ?? bounds.maxLength ?? bounds.maxItems),
    others: others === ALWAYS ? undefined : others,
    required: Array.isArray(required) ? required.map(String) : NONE,
    names: members.map(([name]) => name),
    rules: members.map(([, rule]) => rule ?? NEVER),
    indexes: isFew ? undefined : new Map(members.map(([name], index) => [name, index])),
  };
}

// Lengths count code points: at most as many as UTF-16 code units, and at least half as many.
function leastOf({ minimum, minLength, minItems }: JsonObject): number | undefined {
  const length = numberOf(minLength);
  return length !== undefined && length > 1 ? 2 * length : numberOf(minimum ?? minLength ?? minItems);
}

function numberOf(value: Json | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function accepts(rule: Rule, value: unknown): boolean {
  if (rule.values !== undefined && !rule.values.has(value)) return false;
  switch (rule.type) {
    case 'string':
      return typeof value === 'string' && isWithin(rule, value.length);
    case 'integer':
      return Number.isInteger(value) && isWithin(rule, value as number);
    case 'number':
      return Number.isFinite(value) && isWithin(rule, value as number);
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value) && isWithin(rule, value.length) && acceptsItems(rule.others, value);
    case 'object':
      return isJsonObject(value) && acceptsMembers(rule, value);
    default:
      return true;
  }
}

function isWithin({ least, most }: Rule, size: number): boolean {
  return (least === undefined || size >= least) && (most === undefined || size <= most);
}

function acceptsItems(rule: Rule | undefined, items: readonly unknown[]): boolean {
  return rule === undefined || items.every((item) => accepts(rule, item));
}

function acceptsMembers({ required, names, rules, indexes, others }: Rule, object: JsonObject): boolean {
  for (const name of required) if (!Object.hasOwn(object, name)) return false;
  for (const name in object) {
    const index = indexes === undefined ? names.indexOf(name) : (indexes.get(name) ?? -1);
    const rule = index < 0 ? others : rules[index];
    if (rule !== undefined && !accepts(rule, object[name])) return false;
  }
  return true;
}
