import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/**
 * Accepts a value in a few comparisons: most arguments are valid, and most schemas are simple. The validator, which walks the
 * schema for each call, runs only for values that this check does not accept, and alone describes errors. `undefined` for a schema
 * that only the validator can judge.
 */
export type QuickCheck = Rule | undefined;

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
 * is a few objects, and what schemas have in common is one: as a function for each keyword, it took a third of a call
 * (`bench/catalogue`).
 */
interface Rule {
  readonly type: string;
  readonly values: ReadonlySet<unknown> | undefined;
  /** The least and the greatest number, length or count. */
  readonly least: number | undefined;
  readonly most: number | undefined;
  /** The rule of the items, or of members without a rule of their own; `undefined` for any value. */
  readonly others: Rule | undefined;
  /** How many of the members are required; they come first. */
  readonly required: number;
  /** The name of each member, and after it its rule. */
  readonly members: readonly (string | Rule)[];
  /** Indexes of the names, where there are many. */
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
  required: 0,
  members: NONE,
  indexes: undefined,
};
/** A rule that accepts no value. */
const NEVER: Rule = { ...ALWAYS, values: new Set() };

/** Creates the quick check of a schema. */
export function createQuickCheck(schema: Json | undefined): QuickCheck {
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
  const others = other === undefined ? ALWAYS : createQuickCheck(other);
  const members = Object.entries(properties ?? {}).map(([name, schema]) => [name, createQuickCheck(schema)] as const);
  return ruleOf(type, keywords, others ?? NEVER, members);
}

function ruleOf(
  type: string,
  { enum: values, required, ...bounds }: JsonObject,
  others: Rule,
  members: readonly (readonly [name: string, rule: Rule | undefined])[],
): Rule {
  const rules = new Map<string, Rule>(Array.isArray(required) ? required.map((name) => [String(name), others]) : []);
  const mustHave = rules.size;
  for (const [name, rule] of members) rules.set(name, rule ?? NEVER);
  const pairs = [...rules].flat();
  return shared({
    type,
    values: Array.isArray(values) ? new Set<unknown>(values) : undefined,
    least: numberOf(bounds.minimum ?? bounds.minLength ?? bounds.minItems),
    most: numberOf(bounds.maximum ?? bounds.maxLength ?? bounds.maxItems),
    others: others === ALWAYS ? undefined : others,
    required: mustHave,
    members: rules.size === 0 ? NONE : pairs,
    indexes: rules.size <= FEW ? undefined : new Map([...rules.keys()].map((name, index) => [name, 2 * index])),
  });
}

/** Rules of scalars by what they say: schemas have many of them, most of a few kinds. */
const scalars = new Map<string, Rule>();
const MAX_SCALARS = 256;

/** Returns the rule that is kept of those that say the same. */
function shared(rule: Rule): Rule {
  const { type, values, least, most, others, members } = rule;
  if (values !== undefined || others !== undefined || members.length > 0) return rule;
  const key = `${type} ${least} ${most}`;
  const known = scalars.get(key) ?? rule;
  if (scalars.size < MAX_SCALARS) scalars.set(key, known);
  return known;
}

function numberOf(value: Json | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** Returns whether a value is certainly valid; if not, the validator must decide. */
export function isSurelyValid(check: QuickCheck, value: unknown): boolean {
  return check !== undefined && accepts(check, value);
}

function accepts(rule: Rule, value: unknown): boolean {
  if (rule.values !== undefined && !rule.values.has(value)) return false;
  switch (rule.type) {
    case 'string':
      return typeof value === 'string' && isWithin(rule, value.length) && hasEnough(rule.least, value);
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

const SURROGATE = /[\ud800-\udfff]/;

/** Lengths count code points: at most as many as UTF-16 code units, at least half as many, and as many without surrogates. */
function hasEnough(least: number | undefined, text: string): boolean {
  return least === undefined || least <= 1 || text.length >= 2 * least || !SURROGATE.test(text);
}

function acceptsItems(rule: Rule | undefined, items: readonly unknown[]): boolean {
  return rule === undefined || items.every((item) => accepts(rule, item));
}

function acceptsMembers({ required, members, indexes, others }: Rule, object: JsonObject): boolean {
  for (let at = 0; at < 2 * required; at += 2) if (!Object.hasOwn(object, members[at] as string)) return false;
  for (const name in object) {
    const at = indexes === undefined ? indexOf(name, members) : (indexes.get(name) ?? -1);
    const rule = at < 0 ? others : (members[at + 1] as Rule);
    if (rule !== undefined && !accepts(rule, object[name])) return false;
  }
  return true;
}

function indexOf(name: string, members: Rule['members']): number {
  for (let at = 0; at < members.length; at += 2) if (members[at] === name) return at;
  return -1;
}
