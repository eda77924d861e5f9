import { matching, valuesOf } from '../../../../lambda/protocol/completion/values.ts';

const text = (words: string) => ({ type: 'text', text: words }) as const;

describe('values of a list', () => {
  test('that begin with what was typed come first, and what does not hold it is left out', () => {
    const list = ['Cobol', 'go', 'Rust', 'GOLD', 'ergo'];
    expect(matching(list, 'Go')).toEqual({ values: ['go', 'GOLD', 'ergo'], total: 3, hasMore: false });
    expect(matching(list, 'x')).toEqual({ values: [], total: 0, hasMore: false });
    expect(matching(list, '').values).toEqual(list);
  });

  test('are 100 at most, and the rest is counted', () => {
    const { values, total, hasMore } = matching(Array.from({ length: 101 }, String), '');
    expect([values.length, total, hasMore]).toEqual([100, 101, true]);
  });
});

describe('values of a target', () => {
  test.each<[string, Parameters<typeof valuesOf>[0], readonly string[]]>([
    ['a structured list', { content: [], structuredContent: ['b', 'a'] }, ['b', 'a']],
    ['a list as JSON', { content: [text('["b","a"]')] }, ['b', 'a']],
    ['an object with values', { content: [text('{"values":["b","a"]}')] }, ['b', 'a']],
    ['one thing that an expression found', { content: [text('python')] }, ['python']],
    ['nothing', { content: [] }, []],
  ])('are taken of %s, in its order', (_what, result, values) => {
    expect(valuesOf(result)).toEqual({ values, total: values.length, hasMore: false });
  });

  test('may be some of more', () => {
    const structuredContent = { values: ['a'], total: 20, hasMore: true };
    expect(valuesOf({ content: [], structuredContent })).toEqual(structuredContent);
  });

  test.each([
    [{ total: 20 }, { total: 20, hasMore: true }],
    [{ total: 1 }, { total: 1, hasMore: false }],
    [{ hasMore: true }, { hasMore: true }],
    [{ total: 0 }, { total: 1, hasMore: false }],
    [{ total: 2.5 }, { total: 1, hasMore: false }],
    [{ total: 0, hasMore: true }, { hasMore: true }],
  ])('of which it says %j are told with %j', (said, told) => {
    expect(valuesOf({ content: [], structuredContent: { values: ['a'], ...said } })).toEqual({
      values: ['a'],
      ...told,
    });
  });

  test('are 100 at most', () => {
    const values = Array.from({ length: 250 }, String);
    expect(valuesOf({ content: [], structuredContent: { values } })).toEqual({
      values: values.slice(0, 100),
      total: 250,
      hasMore: true,
    });
  });

  test.each([[[1, 2]], [{ value: 'a' }], [7], [null]])('are not made of %j', (structuredContent) => {
    expect(valuesOf({ content: [], structuredContent })).toBeUndefined();
    expect(valuesOf({ content: [text('a'), text('b')] })).toBeUndefined();
  });
});
