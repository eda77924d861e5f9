import type { JsonObject } from '../../../../lambda/json.ts';

/** Schemas of arguments, of many kinds; each is one that publishing accepts. */
export const SCHEMAS: Readonly<Record<string, JsonObject>> = {
  anything: { type: 'object' },
  typed: {
    type: 'object',
    properties: {
      text: { type: 'string', minLength: 1, maxLength: 20 },
      count: { type: 'integer', minimum: 0, maximum: 100 },
      price: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.01 },
      flag: { type: 'boolean' },
      nothing: { type: 'null' },
      either: { type: ['string', 'integer', 'null'] },
      colour: { enum: ['red', 'green', null, 7] },
      fixed: { const: { a: [1, 2] } },
    },
    required: ['text'],
    additionalProperties: false,
  },
  lists: {
    type: 'object',
    properties: {
      texts: { type: 'array', items: { type: 'string' }, maxItems: 10 },
      different: { type: 'array', uniqueItems: true },
      pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false },
      some: { type: 'array', contains: { type: 'integer' }, minContains: 1, maxContains: 2 },
    },
  },
  choices: {
    type: 'object',
    oneOf: [
      { required: ['a'], properties: { a: { type: 'string' } } },
      { required: ['b'], properties: { b: { type: 'integer' } } },
    ],
    anyOf: [{ minProperties: 1 }, { required: ['a'] }],
    allOf: [{ maxProperties: 5 }],
    not: { required: ['forbidden'] },
    if: { required: ['a'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { c: { type: 'boolean' } } },
    else: { properties: { c: { type: 'string' } } },
  },
  tree: {
    type: 'object',
    properties: { root: { $ref: '#/$defs/node' } },
    $defs: {
      node: {
        type: 'object',
        properties: { value: { type: 'integer' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } },
        required: ['value'],
        additionalProperties: false,
      },
    },
  },
  names: {
    type: 'object',
    properties: JSON.parse('{"constructor":{"type":"integer"},"toString":{"type":"boolean"},"length":{"type":"null"}}'),
    required: ['constructor'],
    additionalProperties: false,
  },
  keys: {
    type: 'object',
    patternProperties: { '^x-': { type: 'string' }, '[0-9]$': { type: 'integer' } },
    propertyNames: { maxLength: 12 },
    additionalProperties: { type: 'boolean' },
    dependentRequired: { 'x-a': ['x-b'] },
  },
  patterns: {
    type: 'object',
    properties: {
      repeated: { type: 'string', pattern: '^(a+)+$' },
      alternatives: { type: 'string', pattern: '^(x|x)*y$' },
      words: { type: 'string', pattern: '^([a-z]+ ?)*!$' },
      tail: { type: 'string', pattern: '.*.*=.*' },
      plain: { type: 'string', pattern: '^[a-z]{1,5}$' },
    },
  },
  formats: {
    type: 'object',
    properties: Object.fromEntries(
      ['date', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'json-pointer', 'time', 'uri', 'uuid']
        .concat('uri-reference', 'uri-template', 'regex', 'relative-json-pointer')
        .map((format) => [format, { type: 'string', format }]),
    ),
  },
  defaults: {
    type: 'object',
    properties: { size: { type: 'string', default: 'm' }, deep: { type: 'object', default: { a: 1 } } },
  },
};
