import type { FromSchema } from '../../../client/index.ts';

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The compiler is the test; the run makes sure that it is not skipped. */
function same<A, B>(isSame: Same<A, B>): void {
  expect(isSame).toBe(true);
}

describe('FromSchema', () => {
  test('maps the names of types', () => {
    same<FromSchema<{ readonly type: 'string' }>, string>(true);
    same<FromSchema<{ readonly type: 'integer' }>, number>(true);
    same<FromSchema<{ readonly type: 'number'; readonly minimum: 0 }>, number>(true);
    same<FromSchema<{ readonly type: 'boolean' }>, boolean>(true);
    same<FromSchema<{ readonly type: readonly ['string', 'null'] }>, string | null>(true);
  });

  test('tells required members from optional ones', () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, capital: { type: ['string', 'null'] } },
      required: ['name'],
    } as const;

    same<FromSchema<typeof schema>, { readonly name: string; readonly capital?: string | null }>(true);
  });

  test('takes properties for those of an object, and leaves the others of it open', () => {
    const listed = { properties: { id: { type: 'string' } }, required: ['id', 'other'] } as const;
    const open = { type: 'object' } as const;
    const map = { type: 'object', additionalProperties: { type: 'number' } } as const;

    same<FromSchema<typeof listed>, { readonly id: string; readonly other: unknown }>(true);
    same<FromSchema<typeof open>, { readonly [key: string]: unknown }>(true);
    same<FromSchema<typeof map>, { readonly [key: string]: number }>(true);
  });

  test('maps lists and tuples', () => {
    const rows = { type: 'array', items: { type: 'object', properties: { a: { type: 'number' } } } } as const;
    const pair = { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false } as const;
    const any = { type: 'array' } as const;

    same<FromSchema<typeof rows>, readonly { readonly a?: number }[]>(true);
    same<FromSchema<typeof pair>, readonly [string, number]>(true);
    same<FromSchema<typeof any>, readonly unknown[]>(true);
  });

  test('maps values that are listed', () => {
    same<FromSchema<{ readonly enum: readonly ['a', 'b', 3, null] }>, 'a' | 'b' | 3 | null>(true);
    same<FromSchema<{ readonly const: 'done' }>, 'done'>(true);
    same<FromSchema<{ readonly type: 'string'; readonly enum: readonly ['late', 'wrong'] }>, 'late' | 'wrong'>(true);
  });

  test('unites anyOf and oneOf, and intersects allOf', () => {
    const either = { anyOf: [{ type: 'string' }, { type: 'number' }] } as const;
    const one = { oneOf: [{ const: 'a' }, { type: 'null' }] } as const;
    const both = {
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { type: 'object', properties: { b: { type: 'number' } }, required: ['b'] },
      ],
    } as const;

    same<FromSchema<typeof either>, string | number>(true);
    same<FromSchema<typeof one>, 'a' | null>(true);
    const value: FromSchema<typeof both> = { a: 'x', b: 1 };
    // @ts-expect-error: a member of the second schema is missing.
    const half: FromSchema<typeof both> = { a: 'x' };
    expect([value, half]).toHaveLength(2);
  });

  test('follows references, also to the schema itself', () => {
    const tree = {
      $defs: { label: { type: 'string' } },
      type: 'object',
      properties: { label: { $ref: '#/$defs/label' }, children: { type: 'array', items: { $ref: '#' } } },
      required: ['label', 'children'],
    } as const;
    type Tree = FromSchema<typeof tree>;
    const value: Tree = { label: 'a', children: [{ label: 'b', children: [] }] };

    same<Tree['label'], string>(true);
    // @ts-expect-error: the label of an inner node is a string, too.
    const wrong: Tree = { label: 'a', children: [{ label: 1, children: [] }] };
    expect([value, wrong]).toHaveLength(2);
  });

  test('never narrows where it does not know', () => {
    same<FromSchema<true>, unknown>(true);
    same<FromSchema<false>, never>(true);
    same<FromSchema<Record<never, never>>, unknown>(true);
    same<FromSchema<{ readonly $ref: 'https://example.com/schema' }>, unknown>(true);
    same<FromSchema<{ readonly type: string }>, unknown>(true);
  });
});
