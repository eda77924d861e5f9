/**
 * The type of the values that a JSON Schema accepts, as far as types can tell. The schema must be `as const`, or its names are only
 * strings. What has no type (`format`, `minimum`, `pattern`, `not`, `if`) is ignored; a keyword that is unknown here never narrows.
 *
 * @example
 * const country = {
 *   type: 'object',
 *   properties: { name: { type: 'string' }, capital: { type: ['string', 'null'] } },
 *   required: ['name'],
 * } as const;
 * const call = client.call<FromSchema<typeof country>>('countries', 'get_country', { code: 'CH' });
 * const { structuredContent } = await call.result(); // { name: string; capital?: string | null }
 */
export type FromSchema<Schema> = Value<Schema, Schema>;

/** @typeParam Root what `$ref` refers into */
type Value<Schema, Root> = Schema extends true
  ? unknown
  : Schema extends false
    ? never
    : Schema extends { readonly $ref: infer Ref }
      ? Value<Referred<Ref, Root>, Root>
      : Own<Schema, Root> & Composed<Schema, Root>;

/** What the keywords of one schema accept, composition aside. */
type Own<Schema, Root> = Schema extends { readonly const: infer Const }
  ? Constant<Const>
  : Schema extends { readonly enum: readonly (infer Member)[] }
    ? Constant<Member>
    : Schema extends { readonly type: infer Type }
      ? OfType<Type extends readonly (infer Name)[] ? Name : Type, Schema, Root>
      : Schema extends { readonly properties: unknown }
        ? OfType<'object', Schema, Root>
        : unknown;

/** Distributes over the names of types. */
type OfType<Name, Schema, Root> = Name extends 'string'
  ? string
  : Name extends 'number' | 'integer'
    ? number
    : Name extends 'boolean'
      ? boolean
      : Name extends 'null'
        ? null
        : Name extends 'array'
          ? Items<Schema, Root>
          : Name extends 'object'
            ? Members<Schema, Root>
            : unknown;

type Items<Schema, Root> = Schema extends { readonly prefixItems: infer Prefix extends readonly unknown[] }
  ? readonly [...{ -readonly [Index in keyof Prefix]: Value<Prefix[Index], Root> }, ...Rest<Schema, Root>]
  : readonly Item<Schema, Root>[];

type Rest<Schema, Root> = Schema extends { readonly items: false } ? [] : Item<Schema, Root>[];

type Item<Schema, Root> = Schema extends { readonly items: infer Of } ? Value<Of, Root> : unknown;

type Members<Schema, Root> = Schema extends { readonly properties: infer Properties }
  ? Flat<
      { readonly [Key in keyof Properties & Required<Schema>]: Value<Properties[Key], Root> } & {
        readonly [Key in Exclude<keyof Properties, Required<Schema>>]?: Value<Properties[Key], Root>;
      } & Unlisted<Schema, keyof Properties>
    >
  : Schema extends { readonly additionalProperties: infer Additional extends object }
    ? { readonly [key: string]: Value<Additional, Root> }
    : { readonly [key: string]: unknown };

/** Properties that are required without a schema. */
type Unlisted<Schema, Listed> = { readonly [Key in Exclude<Required<Schema>, Listed>]: unknown };

type Required<Schema> = Schema extends { readonly required: readonly (infer Key extends string)[] } ? Key : never;

type Composed<Schema, Root> = (Schema extends { readonly allOf: readonly [...infer All] }
  ? Every<All, Root>
  : unknown) &
  (Schema extends { readonly anyOf: readonly (infer Any)[] } ? Each<Any, Root> : unknown) &
  (Schema extends { readonly oneOf: readonly (infer One)[] } ? Each<One, Root> : unknown);

/** A union of what each schema accepts. */
type Each<Schema, Root> = Schema extends unknown ? Value<Schema, Root> : never;

/** An intersection of what all schemas accept. */
type Every<Schemas, Root> = Schemas extends readonly [infer First, ...infer Others]
  ? Value<First, Root> & Every<Others, Root>
  : unknown;

/** Where a reference within the schema leads: the schema itself, or one of its definitions. */
type Referred<Ref, Root> = Ref extends '#'
  ? Root
  : Ref extends `#/$defs/${infer Name}`
    ? Root extends { readonly $defs: infer Definitions }
      ? Name extends keyof Definitions
        ? Definitions[Name]
        : true
      : true
    : true;

/** Shows an intersection of objects as one object. */
type Flat<Intersection> = { readonly [Key in keyof Intersection]: Intersection[Key] };

type Constant<Const> = Const extends readonly unknown[] | object
  ? { readonly [Key in keyof Const]: Const[Key] }
  : Const;
