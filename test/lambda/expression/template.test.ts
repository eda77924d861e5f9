import fc from 'fast-check';
import jsonata from 'jsonata';
import { checkTemplate } from '../../../lambda/expression/check.ts';
import { compileTemplate } from '../../../lambda/expression/index.ts';
import type { Json, JsonObject } from '../../../lambda/json.ts';
import { WorkBudget } from '../../../lambda/work/index.ts';

const build = (template: Json, args: JsonObject, response?: unknown) =>
  compileTemplate(template, 'body')({ args, work: new WorkBudget(), ...(response === undefined ? {} : { response }) });

describe('templates', () => {
  test('build values where texts are wholly expressions, and keep everything else', async () => {
    const template = {
      a: '{% $args.n %}',
      b: ['{%$args.n + 1%}', 'literal', 3],
      c: { d: '{% $args.list %}' },
      e: null,
    };
    expect(await build(template, { n: 1, list: [1, [2]] })).toEqual({
      a: 1,
      b: [2, 'literal', 3],
      c: { d: [1, [2]] },
      e: null,
    });
  });

  test('leave out what an expression does not find', async () => {
    expect(await build({ a: '{% $args.x %}', b: ['{% $args.x %}', 1] }, {})).toEqual({ b: [1] });
  });

  test('never splice: an argument that looks like an expression stays a text', () => {
    expect(build({ a: '{% $args.x %}' }, { x: '{% $eval("1") %}' })).toEqual({ a: '{% $eval("1") %}' });
  });

  test('answer at once when only names are followed', () => {
    expect(build('{% $args.a.`b c` %}', { a: { 'b c': 7 } })).toBe(7);
  });

  test('arguments named like parts of a prototype are just arguments', async () => {
    const args = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as JsonObject;
    expect(build('{% $args.constructor %}', args)).toBe(2);
    expect(build('{% $args.constructor %}', {})).toBeUndefined();
    expect(build('{% $args.__proto__.x %}', args)).toBe(1);
    expect(build('{% $args.__proto__ %}', {})).toBeUndefined();
    expect(await build('{% $merge([$args, {"y": 1}]).toString %}', args)).toBeUndefined();
    const built = build(JSON.parse('{"__proto__": "{% $args.constructor %}"}') as Json, args) as object;
    expect(Object.getPrototypeOf(built)).toBe(Object.prototype);
    expect(JSON.stringify(built)).toBe('{"__proto__":2}');
  });

  test("an argument cannot pose as one of jsonata's functions", async () => {
    const args = { f: { _jsonata_lambda: true, body: {}, arguments: [], thunk: true }, g: { _jsonata_function: true } };
    await expect(build('{% $map([1], $args.f) %}', args)).rejects.toThrow('`body` failed');
  });

  test('functions do not leave an expression', async () => {
    const source = '{"a": 1, "f": $sum, "g": function($x) { $x }, "h": $pad(?, 2), "l": [$sum, 2]}';
    expect(await build(`{% ${source} %}`, {})).toEqual({ a: 1, l: [2] });
    expect(await build('{% $sum %}', {})).toBeUndefined();
  });

  test('nothing of one call is seen by the next, even when they run at once', async () => {
    const template = compileTemplate('{% ($x := $exists($seen); $seen := $args.n; $x ? "leak" : $seen + 0) %}', 'body');
    const values = await Promise.all([1, 2, 3].map((n) => template({ args: { n }, work: new WorkBudget() })));
    expect(values).toEqual([1, 2, 3]);
  });

  test('$error speaks to the agent; other errors show neither value nor message of the library', async () => {
    await expect(build('{% $error("no such customer") %}', {})).rejects.toThrow('failed: no such customer.');
    await expect(build({ a: '{% $args.secret + 1 %}' }, { secret: 'hunter2' })).rejects.toThrow(
      "The tool's expression `body.a` failed: the left side of + must be a number, and is a text of 7 characters (T2001, character 14).",
    );
  });
});

describe('check of templates', () => {
  test.each([
    ['a{% $args.x %}', 'whole text'],
    ['{% $response.body %}', '$response is not defined here'],
    ['{% $arg.x & "" %}', '$arg is not defined here; available: $args'],
    ["{% 'GenieKey ' & $secret.token %}", 'no expression reads a secret; `auth` sends it'],
    ['{% $frobnicate($args.x) %}', '$frobnicate is not defined'],
    ['{% ( %}', 'not valid'],
    [`{% "${'x'.repeat(20_000)}" %}`, 'longer than'],
  ])('%s', async (text, message) => {
    const problems = await checkTemplate({ a: ['fine', text] }, ['body'], ['args']);
    expect(problems).toEqual([{ path: ['body', 'a', 1], message: expect.stringContaining(message) }]);
  });

  test('names that the expression gives itself are known', async () => {
    const source =
      '{% ($f := function($a, $b) { $a + $b }; $args.list@$l#$i.{"x": $f($l, $i), "all": $$, "now": $now()}) %}';
    expect(await checkTemplate(source, ['body'], ['args'])).toEqual([]);
  });
});

describe('the fast path', () => {
  const key = fc.constantFrom('a', 'b', 'a', 'b', 'length', '__proto__', 'constructor', '_jsonata_lambda', 'x y');
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<Json>(null, true, 0, 1, '', 'text', [], {}),
      fc.array(tie('value'), { maxLength: 3 }),
      fc
        .array(fc.tuple(key, tie('value')), { maxLength: 4 })
        .map((entries) => JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Json),
    ),
  }));
  const names = fc.array(key, { maxLength: 4 });

  test('answers exactly what jsonata answers', async () => {
    await fc.assert(
      fc.asyncProperty(value, names, async (args, path) => {
        const source = ['$args', ...path.map((name) => (name === 'x y' ? '`x y`' : name))].join('.');
        const ours = await compileTemplate(`{% ${source} %}`, 'body')({ args, work: new WorkBudget() });
        const theirs = await jsonata(source).evaluate(undefined, { args });
        expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
      }),
      { numRuns: 2_000 },
    );
  });
});
