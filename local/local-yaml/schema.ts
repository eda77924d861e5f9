import { z } from 'zod';

const attributeName = z.string().min(1).max(255);

/** A key attribute: a name alone declares a string. */
const attribute = z.union(
  [attributeName, z.strictObject({ name: attributeName, type: z.enum(['string', 'number']) })],
  'expected an attribute name, or { name, type: string | number }',
);

const key = z.strictObject({ partition: attribute, sort: attribute.optional() });

const table = z.strictObject({
  /** The table's name, as under `tables` in the stage file. */
  table: z
    .string()
    .regex(
      /^[A-Za-z0-9_.-]{3,255}$/,
      'expected a table name of 3 to 255 letters, digits, dots, dashes and underscores',
    ),
  key,
  /** Global secondary indexes; each projects all attributes. */
  indexes: z.array(z.strictObject({ name: z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/), key })).default([]),
  /** Module that exports plain objects as `items`. A JSON file would be read as a catalogue document. */
  items: z.string().regex(/\.(ts|mts|js|mjs)$/, 'expected a TypeScript or JavaScript file that exports `items`'),
});

const service = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]{1,64}$/, 'expected 1 to 64 lower-case letters, digits and dashes'),
    run: z.string().regex(/\.(ts|mts|js|mjs)$/, 'expected a TypeScript or JavaScript file'),
    /** 0: a free port, which documents find by `variable`. */
    port: z.int().min(0).max(65_535),
    /** The variable of a server that has the address, `127.0.0.1:PORT`, as its value. */
    variable: z
      .string()
      .regex(/^[a-z0-9-]{1,64}\.[A-Za-z_][A-Za-z0-9_-]{0,63}$/, 'expected SERVER.NAME, such as shop.host')
      .optional(),
    ready: z.string().startsWith('/', 'expected a path that starts with /'),
  })
  .refine(({ port, variable }) => port !== 0 || variable !== undefined, {
    path: ['variable'],
    error: 'port 0 is a free port: name the variable that tells documents the address, such as shop.host',
  });

/** A secret's value, or the environment variable of the local stack that contains it. */
const secret = z.union(
  [z.string().min(1), z.strictObject({ fromEnv: z.string().min(1) })],
  'expected a string, or { fromEnv: NAME }',
);

/** The schema of `local.yaml`. */
export const LocalFile = z.strictObject({
  services: z.array(service).default([]),
  tables: z.array(table).default([]),
  /** By server, then by name. */
  secrets: z.record(z.string(), z.record(z.string(), secret)).default({}),
});

export type TableEntry = z.output<typeof table>;
export type KeyEntry = z.output<typeof key>;
export type AttributeEntry = z.output<typeof attribute>;
