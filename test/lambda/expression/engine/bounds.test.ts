import { checkTemplate } from '../../../../lambda/expression/check.ts';
import { compileTemplate } from '../../../../lambda/expression/index.ts';
import type { Json } from '../../../../lambda/json.ts';
import { WorkBudget } from '../../../../lambda/work/index.ts';
import { timesTheYardstick } from '../../../support/processor-time.ts';

const evaluate = async (source: string, args: Json = {}, work = new WorkBudget()) =>
  compileTemplate(`{% ${source} %}`, 'result')({ args, work });
const doubled = (step: string, times: number) =>
  `($x := "ab"; ${Array.from({ length: times }, () => `$x := ${step};`).join(' ')} $x)`;

/** Expressions that would starve the function, exhaust its memory, or run text as code. */
const HOSTILE: readonly (readonly [string, string, RegExp])[] = [
  ['tail recursion', '($f := function($n) { $f($n + 1) }; $f(0))', /processor time|more memory/],
  ['recursion', '($f := function($n) { 1 + $f($n + 1) }; $f(0))', /recurses too deeply/],
  ['branching recursion', '($f := function($n) { [$f($n + 1), $f($n + 1)] }; $f(0))', /recurses too deeply/],
  ['a wide pad', '$pad("", 1000000000)', /\$pad pads/],
  ['a wide pad, chained', '1000000000 ~> $pad("", ?)', /\$pad pads|could not|wrong type/],
  ['a wide pad under another name', '($p := $pad; $p("", -1000000000))', /\$pad pads/],
  ['many wide pads', '$map([1..100000], $pad("", ?, 100000 ? "xy" : "x"))', /./],
  ['a huge range', '$map([1..10000000], function($i) { $i })', /more than 100000 items/],
  ['ranges in ranges', '[1..50000].[1..50000]', /more than 100000 items|processor time|more memory/],
  [
    'a costly sort',
    '$sort($map([1..90000], function($i) { {"a": $i} }), function($a, $b) { $string($a) > $string($b) })',
    /processor time|more memory/,
  ],
  ['a doubled text', doubled('$x & $x', 60), /too large/],
  ['a doubled array', doubled('[[$x], [$x]]', 60), /too large/],
  ['a doubled object', doubled('{"a": $x, "b": $x}', 60), /too large/],
  [
    'a text doubled by replace',
    `$reduce(${JSON.stringify(Array(60).fill('aa'))}, $replace(?, "a", ?))`,
    /\$replace|too large|more memory/,
  ],
  ['a long glue', '$join([1..2000].$string(), $pad("", 100000, "x"))', /\$join/],
  ['a wide date', '$fromMillis(0, "[Y,*-100000000]")', /\$fromMillis/],
  ['a wide $now', '$now("[Y,*-100000000]")', /\$now/],
  ['an ambiguous date', `$toMillis("${'a'.repeat(60)}!", "[MNn][MNn][MNn][MNn][MNn][MNn][MNn][MNn]")`, /\$toMillis/],
  ['a number with a wide picture', '$formatNumber(1, "0." & $pad("", 100000, "0"))', /\$formatNumber/],
  ['an ambiguous signature', `(function($a)<${'n+'.repeat(20)}:n>{1})(${Array(60).fill(1).join()}, "x")`, /signature/],
  ['a pattern that would be huge', '$match("a", /((a{100}){100}){100}/)', /could not be evaluated/],
  [
    'patterns that are large together',
    `[${Array.from({ length: 60 }, (_, n) => `$contains("x", /(${n}b?){1,1000}/)`).join()}]`,
    /its patterns are too large/,
  ],
  ['an object grown by transforms', '$reduce([1..60], function($a) { $a ~> |$|{"l": $a, "r": $a}| }, {})', /./],
  ['eval', '$eval("1 + 1")', /\$eval is not allowed/],
  ['eval under another name', '($e := $eval; $e("1"))', /\$eval is not allowed/],
  ['eval as an argument', '$map(["1"], $eval)', /\$eval is not allowed/],
  ['eval in a chain', '"1" ~> $eval', /\$eval is not allowed/],
  ['eval in a partial application', '$eval(?)("1")', /\$eval is not allowed/],
];

describe('bounds of expressions', () => {
  test.each(HOSTILE)('%s ends fast, as an error that shows no value', async (_, source, reason) => {
    const begun = process.cpuUsage();
    await expect(evaluate(source)).rejects.toThrow(reason);
    await expect(evaluate(source)).rejects.toThrow(/^The tool's expression `result` failed: /);
    const { user, system } = process.cpuUsage(begun);
    expect(user + system).toBeLessThan(2 * 1_500_000);
  });

  test('a pattern that backtracks elsewhere takes linear time', async () => {
    const ratio = await timesTheYardstick(async () => {
      expect(await evaluate('$contains($args.text, /(a+)+$/)', { text: `${'a'.repeat(50)}!` })).toBe(false);
    });
    expect(ratio).toBeLessThan(3);
  });

  describe('a long text to look for', () => {
    const text = 'a'.repeat(300_000);
    const sought = `b${'a'.repeat(150_000)}`;

    test.each([
      ['$contains($args.text, $args.sought)', false],
      ['$count($split($args.text, $args.sought))', 1],
      ['$count($split($args.text, $args.sought, 2.5))', 1],
      ['$length($replace($args.text, $args.sought, "x"))', 300_000],
      ['$length($replace($args.text, $args.sought, "x", 1.5))', 300_000],
      ['$length($substringBefore($args.text, $args.sought))', 300_000],
      ['$length($substringAfter($args.text, $args.sought))', 300_000],
    ])('%s takes linear time', async (source, expected) => {
      const ratio = await timesTheYardstick(async () => {
        expect(await evaluate(source, { text, sought })).toBe(expected);
      });

      expect(ratio).toBeLessThan(3);
    });
  });

  test('what a transform adds to a value counts, wherever the value is used', async () => {
    const args = { sub: { rows: Array.from({ length: 300 }, () => ({})) }, big: 'z'.repeat(100_000) };
    const grown = '$args.sub ~> |rows|{"x": $args.big}|';
    for (const source of [
      grown,
      `$length($string(${grown}))`,
      `(${grown}).rows[0] & ""`,
      '$args.sub ~> |[rows, $]|{"x": $args.big, "y": $length($string($))}|',
    ]) {
      await expect(evaluate(source, args)).rejects.toThrow('builds a value that is too large');
    }

    const few = { ...args, sub: { rows: [{}, {}] } };
    expect(await evaluate(`$length($string(${grown}))`, few)).toBe(200_028);
  });

  test('many matches in a long text end too', async () => {
    const text = 'a'.repeat(1_900_000);
    const begun = process.cpuUsage();
    await expect(evaluate('$count($match($args.text, /a/))', { text })).rejects.toThrow('failed');
    await expect(evaluate('$replace($args.text, /a/, "b")', { text })).rejects.toThrow(/processor time|more memory/);
    const { user, system } = process.cpuUsage(begun);
    expect(user + system).toBeLessThan(2 * 1_500_000);
  });

  test('sorting and deduplicating many scalars works, because it is not jsonata that does it', async () => {
    expect(await evaluate('$sort($args.n)[0]', { n: Array.from({ length: 90_000 }, (_, n) => 90_000 - n) })).toBe(1);
    expect(await evaluate('$distinct($args.n)', { n: Array.from({ length: 90_000 }, (_, n) => n % 3) })).toEqual([
      0, 1, 2,
    ]);
  });

  test('deduplicating, spreading and sorting some thousand objects works, for the same reason', async () => {
    const rows = Array.from({ length: 3_000 }, (_, n) => ({ id: n % 1_500, at: { n: n % 2 } }));
    expect(await evaluate('$count($distinct($args.rows))', { rows })).toBe(1_500);
    expect(await evaluate('$count($spread($args.rows))', { rows })).toBe(6_000);
    const few = rows.slice(0, 200);
    expect(await evaluate('$sort($args.few, function($a, $b) { $a.id < $b.id })[0].id', { few })).toBe(199);
  });

  test('replacing in a long text, and matching in one, leave no promise behind when they are ended', async () => {
    const text = 'ab'.repeat(400_000);
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);

    expect(await evaluate('$length($replace($args.text, "b", "cc"))', { text })).toBe(1_200_000);
    await expect(evaluate('$map([1..90], function($i) { $match($args.text, /a(b|c)/) })', { text })).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));

    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  test('grouping by some hundred keys works', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => ({ id: `k${n}`, v: n }));
    const grouped = await evaluate('$args.rows{id: v}', { rows });
    expect(Object.keys(grouped as object)).toHaveLength(500);
  });

  test('$eval, look-around and nonsense are found at publish', async () => {
    const check = async (source: string) => checkTemplate(`{% ${source} %}`, ['result'], ['args']);
    for (const source of ['$eval("1")', '($e := $eval; 1)', '$match("a", /(?=a)/)', '$match("a", /(a)\\1/)', '1 +']) {
      expect(await check(source)).toEqual([{ path: ['result'], message: expect.stringContaining('not valid') }]);
    }
  });
});
