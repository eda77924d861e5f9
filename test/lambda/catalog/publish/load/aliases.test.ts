import { parseDocuments } from '../../../../../lambda/catalog/publish/index.ts';

const HEAD = 'kind: Tool\nserver: y\nname: t\n';

/** The values and faults of a file. */
function load(text: string) {
  const { documents, faults } = parseDocuments('a.yaml', text);
  return { values: documents.map(({ value }) => value), faults };
}

test('an alias repeats the value of its anchor, also within another one, as a key, and after it was redefined', () => {
  const text = 'a: &a [1, &b { x: 2 }]\nb: { again: *a, part: *b }\nc: &k key\nd: { *k : *b }\ne: &b 3\nf: *b\n';

  expect(load(text)).toEqual({
    values: [
      {
        a: [1, { x: 2 }],
        b: { again: [1, { x: 2 }], part: { x: 2 } },
        c: 'key',
        d: { key: { x: 2 } },
        e: 3,
        f: 3,
      },
    ],
    faults: [],
  });
});

test.each([
  ['in an object', `${HEAD}_meta: &m { self: *m }\n`, 4],
  ['in a list', `${HEAD}_meta:\n  x: &m\n    - 1\n    - *m\n`, 7],
  ['deep inside', `${HEAD}_meta: &m\n  a:\n    b: [[{ c: *m }]]\n`, 6],
])('a value that contains itself %s is a fault with file and line', (_, text, line) => {
  expect(load(text)).toEqual({
    values: [],
    faults: [
      {
        path: [],
        message: 'the alias *m is inside the value of &m: a value cannot contain itself',
        at: { file: 'a.yaml', document: 1, line },
      },
    ],
  });
});

test('an alias without an anchor before it is a fault with file and line', () => {
  expect(load(`${HEAD}_meta: *later\nx: &later 1\n`).faults).toEqual([
    {
      path: [],
      message:
        'Unresolved alias *later: there is no anchor &later before it. An anchor ends with its document; `defaults` of the Server document apply to all of its tools',
      at: { file: 'a.yaml', document: 1, line: 4 },
    },
  ]);
});

test('aliases that nest a value deeper than the stack are a fault with file and line', () => {
  const nested = (depth: number) => (name: string, index: number, names: readonly string[]) =>
    `${name}: &${name} ${'['.repeat(depth)}${index > 0 ? `*${names[index - 1]}` : '1'}${']'.repeat(depth)}\n`;
  const loaded = [500, 600, 700, 800, 900, 1_000, 1_100, 1_200].map((depth) =>
    load(['a', 'b', 'c', 'd', 'e', 'f'].map(nested(depth)).join('')),
  );

  const faults = loaded.flatMap((each) => each.faults);
  expect(faults.length).toBeGreaterThan(0); // which depth is too much depends on the machine
  expect(new Set(faults.map(({ message }) => message))).toEqual(new Set(['nested too deeply: simplify it']));
  expect(faults.every(({ at }) => at?.line !== undefined)).toBe(true);
});

test('a cycle in one document does not hide the others of the file', () => {
  expect(load(`a: &m [*m]\n---\nb: 1\n`)).toMatchObject({ values: [{ b: 1 }], faults: [{ at: { line: 1 } }] });
});

describe('what aliases repeat is bounded', () => {
  const list = (count: number, item: string) => `[${Array.from({ length: count }, () => item).join(',')}]`;
  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('');

  const hostile = {
    'many aliases of many lists': `_meta:\n${lines(400, (index) => `  k${index}: &k${index} ${list(50, '1')}\n`)}${lines(
      400,
      (index) => `  r${index}: ${list(99, `*k${index}`)}\n`,
    )}`,
    'aliases of aliases': `a0: &a0 [x, x]\n${lines(60, (index) => `a${index + 1}: &a${index + 1} ${list(2, `*a${index}`)}\n`)}`,
    'a long text many times': `text: &text "${'x'.repeat(100_000)}"\nall: ${list(50, '*text')}\n`,
    'one anchor for ever': `a: &a ''\nall: ${list(20_000, '*a')}\n`,
    'over several documents': Array.from(
      { length: 40 },
      () => `a: &a "${'x'.repeat(10_000)}"\nb: ${list(20, '*a')}\n`,
    ).join('---\n'),
  };

  test.each(Object.entries(hostile))('%s', (_, text) => {
    const before = process.cpuUsage();

    const { faults } = load(text);

    const { user, system } = process.cpuUsage(before);
    expect(faults[0]?.message).toMatch(
      /^(the aliases of this file repeat more than 1000000 characters|Excessive alias count)/,
    );
    expect(faults[0]?.at).toMatchObject({ file: 'a.yaml', line: expect.any(Number) });
    // A document of 1.5 MB took 42 s; most of what is left is the parser's.
    expect((user + system) / 1_000_000).toBeLessThan(15);
  });

  test('a schema that many tools of a file share is far below', () => {
    const shared = `shared: &s { type: object, properties: { a: { type: string, description: "${'x'.repeat(1000)}" } } }\n`;
    const { values, faults } = load(`${shared}all: ${list(99, '*s')}\n`);

    expect(faults).toEqual([]);
    expect(values).toHaveLength(1);
  });
});
