import { z } from 'zod';

const attributeName = z.string().min(1).max(255);

/** An attribute of a key: its name alone when it is text. */
const attribute = z.union(
  [attributeName, z.strictObject({ name: attributeName, type: z.enum(['string', 'number']) })],
  'expected the name of an attribute, or { name, type: string | number }',
);

const key = z.strictObject({ partition: attribute, sort: attribute.optional() });

const table = z.strictObject({
  /** The table's own name, as the stage file has it under `tables`. */
  table: z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/, 'expected the name of a table'),
  key,
  /** Global secondary indexes; each holds whole items. */
  indexes: z.array(z.strictObject({ name: z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/), key })).default([]),
  /** Module that exports plain objects as `items`. Not JSON: beside the documents that would be read as one of them. */
  items: z.string().regex(/\.(ts|mts|js|mjs)$/, 'expected a TypeScript or JavaScript file that exports `items`'),
});

const service = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,64}$/, 'expected lower-case letters, digits and dashes'),
  run: z.string().regex(/\.(ts|mts|js|mjs)$/, 'expected a TypeScript or JavaScript file'),
  port: z.int().min(1).max(65_535),
  ready: z.string().startsWith('/', 'expected a path'),
});

/** A secret's text, or the variable of the local stack's environment that has it. */
const secret = z.union(
  [z.string().min(1), z.strictObject({ fromEnv: z.string().min(1) })],
  'expected a text, or { fromEnv: NAME }',
);

/** What `local.yaml` of a catalogue directory may say. */
export const LocalFile = z.strictObject({
  services: z.array(service).default([]),
  tables: z.array(table).default([]),
  /** By server, then by name. */
  secrets: z.record(z.string(), z.record(z.string(), secret)).default({}),
});

export type TableEntry = z.output<typeof table>;
export type KeyEntry = z.output<typeof key>;
export type AttributeEntry = z.output<typeof attribute>;
