import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { NATIVE_NAMES } from '../../../../lambda/expression/engine/natives.ts';
import { compileTemplate } from '../../../../lambda/expression/index.ts';
import type { Json } from '../../../../lambda/json.ts';
import { WorkBudget } from '../../../../lambda/work/index.ts';

/** Evaluates by our engine and by jsonata alone, and gives both as JSON. */
async function both(source: string, args: Json): Promise<[string | undefined, string | undefined]> {
  const failed = () => 'failed';
  const ours = await Promise.resolve(
    compileTemplate(`{% ${source} %}`, 'body')({ args, work: new WorkBudget() }),
  ).catch(failed);
  const theirs: unknown = await jsonata(source).evaluate(undefined, { args }).catch(failed);
  return [JSON.stringify(ours), JSON.stringify(theirs)];
}

describe('bounded functions', () => {
  test('are all that jsonata brings: a new one in a new version has to be judged first', () => {
    const source = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8');
    const brought = [...source.matchAll(/(?:staticFrame|environment)\.bind\('(\w+)', defineFunction/g)].map(
      ([, name]) => name,
    );
    expect(brought.filter((name) => name !== 'eval').sort()).toEqual([...NATIVE_NAMES].sort());
  });

  test.each([
    '$map([1, 2], $string)',
    '$map(["a", "b"], $pad(?, 3, "-"))',
    '$args.s ~> $uppercase ~> $split("B")',
    '("abc" ~> $uppercase()) & "!"',
    '$reduce([1, 2, 3], function($a, $b) { $a * $b })',
    '$args.list.$string()',
    '$filter($args.list, function($v, $i, $a) { $v > 1 and $i < $count($a) })',
    '$each({"a": 1}, function($v, $k) { $k & $v })',
    '$sift($args, function($v, $k) { $k = "s" })',
    '$zip([1, 2], [3, 4])',
    '$fromMillis(0, "[Y0001]-[M01]-[D01] [MNn]")',
    '$toMillis("1 January 2020 10:05:06", "[D1] [MNn] [Y] [H]:[m]:[s]")',
    '$formatNumber(1234.5, "#,##0.00")',
    '$type($now()) & $type($millis())',
    '$sort($args.rows, function($l, $r) { $l.n > $r.n }).n',
    '$args.rows^(>n).n',
    '$distinct($args.rows)',
    '$spread({"a": 1, "b": 2})',
    '$keys($args)',
    '$single([1, 2], function($v) { $v = 2 })',
    '$merge([{"a": 1}, {"b": 2}])',
    '$match("ababc", /(a)(b)?/)',
    '$replace("a1b22", /[0-9]+/, "<$0>")',
    '$replace("John Smith", /(\\w+)\\s(\\w+)/, "$2, $1")',
    '$split("a, b;c", /[,;]\\s*/)',
    '$contains("Hello", /^h.*O$/i)',
    '$match("x\\ny", /^y$/m)[0].index',
    '$replace("héllo wörld", /[^a-z ]/, function($m) { $uppercase($m.match) })',
    '$match("aXbX", /x/i).index',
    '$split("", /a/)',
  ])('answer what jsonata answers: %s', async (source) => {
    const args = { s: 'abc', list: [1, 2, 3], rows: [{ n: 2 }, { n: 1 }, { n: 2 }] };
    const [ours, theirs] = await both(source, args);
    expect(ours).toBe(theirs);
    expect(ours).not.toBe('"failed"');
  });

  test('search texts as jsonata does, also for a long one', async () => {
    const texts = fc.array(fc.constantFrom('a', 'ab', 'aab', '$1', '😀', '\ud83d'), { maxLength: 12 });
    const limits = fc.constantFrom('', ', 0', ', 1', ', 2.5', ', 4294967297');
    await fc.assert(
      fc.asyncProperty(texts, texts, fc.constantFrom(1, 300), limits, async (parts, sought, times, limit) => {
        const args = { t: parts.map((part) => part.repeat(times)).join(''), s: sought.join('').repeat(times) };
        for (const source of [
          '$contains($args.t, $args.s)',
          '$substringBefore($args.t, $args.s)',
          '$substringAfter($args.t, $args.s)',
          `$split($args.t, $args.s${limit})`,
          `$replace($args.t, $args.s, "<$1>"${limit})`,
        ]) {
          const [ours, theirs] = await both(source, args);
          expect({ source, args, value: ours }).toEqual({ source, args, value: theirs });
        }
      }),
    );
  });

  test('tell the time of the call, the same throughout one evaluation', async () => {
    const template = compileTemplate(
      '{% [$millis(), $toMillis($now()), $map([1], function() { $millis() }), $now("[Y0001]")] %}',
      'body',
    );
    await template({ args: {}, work: new WorkBudget() });
    await new Promise((later) => setTimeout(later, 30));
    const before = Date.now();
    const [millis, now, mapped, year] = (await template({ args: {}, work: new WorkBudget() })) as [
      number,
      number,
      number,
      string,
    ];
    expect(millis).toBeGreaterThanOrEqual(before);
    expect([now, mapped]).toEqual([millis, millis]);
    expect(year).toBe(String(new Date(millis).getUTCFullYear()));
  });

  test('sort and remove duplicates as jsonata does', async () => {
    const scalars = fc.oneof(
      fc.array(fc.integer({ min: -5, max: 5 })),
      fc.array(fc.constantFrom('', 'a', 'b', 'B', 'é', '10', '9')),
      fc.array(fc.constantFrom<Json>(1, '1', true, null, { a: 1 })),
    );
    await fc.assert(
      fc.asyncProperty(scalars, async (list) => {
        for (const source of ['$distinct($args.list)', '$distinct($args.rows.v)', '$sort($distinct($args.list))']) {
          const args = { list, rows: list.map((v) => ({ v })) };
          const [ours, theirs] = await both(source, args);
          expect(ours).toBe(theirs);
        }
      }),
    );
  });
});
