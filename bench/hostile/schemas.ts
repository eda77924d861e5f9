/** Schemas that use one keyword each, in ways that cost. */
import type { JsonObject } from '../../lambda/json.ts';

/** Draws a whole number from 0 up to, not including, its argument. */
export type Draw = (below: number) => number;

const pick = <T>(draw: Draw, values: readonly T[]): T => values[draw(values.length)] as T;
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const PATTERNS = [
  '^([A-Za-z]+ ?){1,100}$',
  '^(a|b|ab)*c$',
  '(a{1,30}){1,30}b',
  '^a*$',
  '(x+x+)+y',
  '^(?:[a-z]{1,9}[0-9]?){1,60}$',
  '[ab]{0,100}$',
  '^[a-z]{1,20}\\.[a-z]{1,20}$',
];
const FORMATS = [
  'uri',
  'uri-reference',
  'uri-template',
  'email',
  'json-pointer',
  'regex',
  'date-time',
  'hostname',
  'url',
];

/** A small schema, such as stands inside another. */
function leaf(draw: Draw): JsonObject {
  return pick<(draw: Draw) => JsonObject>(draw, [
    () => ({ const: 'b' }),
    () => ({ type: 'string' }),
    () => ({ enum: many(50, (index) => ({ k0: index })) }),
    (inner) => ({ pattern: pick(inner, PATTERNS) }),
    (inner) => ({ format: pick(inner, FORMATS) }),
    () => ({ multipleOf: 0.01 }),
    () => ({ uniqueItems: true }),
    () => ({ not: {} }),
    () => ({ properties: { k0: { type: 'string' } }, required: ['k1'] }),
  ])(draw);
}

/** A list of schemas, at times a list of lists. */
function branches(draw: Draw): JsonObject[] {
  return many(1 + draw(8), () =>
    draw(4) === 0 ? { [pick(draw, ['anyOf', 'oneOf', 'allOf'])]: many(3, () => leaf(draw)) } : leaf(draw),
  );
}

/** Levels of references, each of which asks the next one twice. */
const LEVELS = 24;

type Make = (draw: Draw) => JsonObject;

const inside =
  (keyword: string): Make =>
  (draw) => ({ [keyword]: leaf(draw) });
const listed =
  (keyword: string): Make =>
  (draw) => ({ [keyword]: branches(draw) });

/** The value of each keyword in a schema of its own. */
export const KEYWORDS: Readonly<Record<string, Make>> = {
  type: () => ({ type: ['object', 'boolean'] }),
  const: () => ({ const: { k0: 'x', z: many(200, (index) => index) } }),
  enum: () => ({ enum: many(500, (index) => ({ k0: index, z: 2 })) }),
  minimum: () => ({ minimum: 1e9 }),
  multipleOf: (draw) => ({ multipleOf: pick(draw, [1e-300, 0.01, 1e300, 3]) }),
  maxLength: (draw) => ({ maxLength: 10 ** draw(7) }),
  minLength: (draw) => ({ minLength: 10 ** draw(7) }),
  pattern: (draw) => ({ pattern: pick(draw, PATTERNS) }),
  format: (draw) => ({ format: pick(draw, FORMATS) }),
  items: inside('items'),
  prefixItems: listed('prefixItems'),
  contains: inside('contains'),
  minContains: (draw) => ({ contains: leaf(draw), minContains: 10 ** draw(6), maxContains: 10 ** draw(6) }),
  minItems: (draw) => ({ minItems: 10 ** draw(6), maxItems: 10 ** draw(6) }),
  uniqueItems: () => ({ uniqueItems: true }),
  unevaluatedItems: (draw) => ({
    anyOf: branches(draw).map((schema) => ({ contains: schema })),
    unevaluatedItems: leaf(draw),
  }),
  properties: (draw) => ({ properties: Object.fromEntries(many(500, (index) => [`k${index}`, leaf(draw)])) }),
  patternProperties: (draw) => ({
    patternProperties: Object.fromEntries(many(1 + draw(100), (index) => [`^k${index}[0-9]{0,9}$`, leaf(draw)])),
  }),
  additionalProperties: inside('additionalProperties'),
  propertyNames: inside('propertyNames'),
  required: () => ({ required: many(3_000, (index) => `q${index}`) }),
  dependentRequired: () => ({
    dependentRequired: Object.fromEntries(many(500, (index) => [`k${index}`, ['q1', 'q2']])),
  }),
  dependentSchemas: (draw) => ({
    dependentSchemas: Object.fromEntries(many(50, (index) => [`k${index}`, { additionalProperties: leaf(draw) }])),
  }),
  minProperties: (draw) => ({ minProperties: 10 ** draw(6), maxProperties: 10 ** draw(6) }),
  unevaluatedProperties: (draw) => ({
    anyOf: many(1 + draw(30), (index) => ({ properties: { [`k${index}`]: true } })),
    unevaluatedProperties: leaf(draw),
  }),
  allOf: listed('allOf'),
  anyOf: listed('anyOf'),
  oneOf: listed('oneOf'),
  not: inside('not'),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  if: (draw) => ({ if: leaf(draw), then: leaf(draw), else: leaf(draw) }),
  $ref: (draw) => ({
    $ref: '#/$defs/l0',
    $defs: Object.fromEntries<JsonObject>([
      ['leaf', leaf(draw)],
      ...many(LEVELS, (level): [string, JsonObject] => {
        const next = level + 1 === LEVELS ? 'leaf' : `l${level + 1}`;
        return [
          `l${level}`,
          { [pick(draw, ['allOf', 'anyOf', 'oneOf'])]: many(2, () => ({ $ref: `#/$defs/${next}` })) },
        ];
      }),
    ]),
  }),
};

/** An input schema whose argument `a` meets a keyword: itself, its items, or theirs. */
export function hostileSchema(keyword: string, draw: Draw): JsonObject {
  const { $defs, ...schema } = KEYWORDS[keyword]?.(draw) ?? {};
  const at = pick<(schema: JsonObject) => JsonObject>(draw, [
    (inner) => inner,
    (inner) => ({ items: inner, additionalProperties: inner }),
    (inner) => ({ items: { items: inner, additionalProperties: inner } }),
  ]);
  return { type: 'object', properties: { a: at(schema) }, ...($defs !== undefined && { $defs }) };
}
