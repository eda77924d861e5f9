import fc from 'fast-check';
import type { Json } from '../../../../../lambda/json.ts';

/** Expressions at random, of everything that the native evaluator knows and some things that it leaves to jsonata. */

const names = fc.constantFrom('a', 'b', 'c', 'list', 'rows', 'tags', 'n', 's', 'missing');
const numbers = fc.constantFrom('0', '1', '2', '3', '-1', '-2', '0.5', '10');
const texts = fc.constantFrom('""', '"a"', '"b"', '"ab"', '"10"', '"é😀"');
const patterns = fc.constantFrom('/a/', '/^b/i', '/(a|b)+c?/', '/[0-9]+/');

/** Arguments with lists of every length, at some depth. */
export const argumentValues: fc.Arbitrary<Json> = fc.letrec<{ value: Json; object: Json }>((tie) => ({
  object: fc
    .array(fc.tuple(names, tie('value')), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries) as Json),
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>(null, true, false, 0, 1, 2, -1, 0.1, 1e21, 'a', 'b', 'ab', '', '10', [], {}),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(tie('object'), { maxLength: 4 }),
    tie('object'),
  ),
})).object;

const sources = fc.letrec((loose) => {
  const tie = (name: string) => loose(name) as fc.Arbitrary<string>;
  const value = tie('value');
  const list = tie('list');
  const of = (form: (...parts: string[]) => string, ...parts: fc.Arbitrary<string>[]) =>
    fc.tuple(...parts).map((given) => form(...given));
  return {
    step: fc.oneof(
      { withCrossShrink: true },
      { arbitrary: names, weight: 6 },
      { arbitrary: of((name, at) => `${name}[${at}]`, names, numbers), weight: 2 },
      { arbitrary: of((name, test) => `${name}[${test}]`, names, tie('condition')), weight: 2 },
      { arbitrary: of((name) => `${name}[]`, names), weight: 1 },
      { arbitrary: of((name, from, to) => `${name}[[${from}..${to}]]`, names, numbers, numbers), weight: 1 },
      { arbitrary: fc.constantFrom('*', '**', '$', '"a"'), weight: 1 },
      { arbitrary: of((key) => `{ "k": ${key} }`, value), weight: 2 },
      { arbitrary: of((a, b) => `{ "k": ${a}, "l": ${b} }`, value, value), weight: 1 },
      { arbitrary: of((a, b) => `[${a}, ${b}]`, value, value), weight: 1 },
      { arbitrary: of((inner) => `(${inner})`, value), weight: 1 },
      { arbitrary: of((inner) => `$string(${inner})`, names), weight: 1 },
    ),
    path: fc.oneof(
      { arbitrary: of((name) => `$args.${name}`, names), weight: 4 },
      { arbitrary: of((path, step) => `${path}.${step}`, tie('path'), tie('step')), weight: 5 },
      { arbitrary: of((path, at) => `${path}[${at}]`, tie('path'), numbers), weight: 1 },
      { arbitrary: of((path, test) => `${path}[${test}]`, tie('path'), tie('condition')), weight: 1 },
      { arbitrary: of((path) => `${path}[]`, tie('path')), weight: 1 },
      { arbitrary: of((path, key) => `${path}^(>${key})`, tie('path'), names), weight: 1 },
      { arbitrary: of((path, a, b) => `${path}^(${a}, >${b})`, tie('path'), names, names), weight: 1 },
      {
        arbitrary: of((path, key, inner) => `${path}{ $string(${key}): ${inner} }`, tie('path'), names, value),
        weight: 1,
      },
      { arbitrary: of((path) => `(${path})`, tie('path')), weight: 1 },
      {
        arbitrary: fc.constantFrom('$args.rows@$r.{ "r": $r }', '$args.rows#$i.{ "i": $i }', '$args.rows.a.%.b'),
        weight: 1,
      },
    ),
    condition: fc.oneof(
      of(
        (a, operator, b) => `${a} ${operator} ${b}`,
        value,
        fc.constantFrom('=', '!=', '<', '>', '<=', '>=', 'in'),
        value,
      ),
      of(
        (a, operator, b) => `(${a}) ${operator} (${b})`,
        tie('condition'),
        fc.constantFrom('and', 'or'),
        tie('condition'),
      ),
      of((name) => name, names),
      of((name) => `$exists(${name})`, names),
      of((text, pattern) => `$contains(${text}, ${pattern})`, value, fc.oneof(patterns, texts)),
    ),
    func1: fc.oneof(
      of(
        (body) => `function($v) { ${body} }`,
        fc.oneof(value, fc.constantFrom('$v', '$v.a', '$string($v)', '$filter($v, $exists)')),
      ),
      of(
        (body) => `function($v, $i) { ${body} }`,
        fc.constantFrom('$i', '[$v, $i]', '$i > 0 ? $v', '($x := $v; $x.a)'),
      ),
      of((body) => `function($v, $i, $l) { ${body} }`, fc.constantFrom('$count($l)', '$l[$i]', '$f($v)')),
      fc.constantFrom('$string', '$count', '$type', '$not', '$f', '$uppercase'),
    ),
    func2: fc.constantFrom(
      'function($x, $y) { $x < $y }',
      'function($x, $y) { $x.n > $y.n }',
      'function($x, $y) { $append($x, $y) }',
      'function($x, $y) { $x & $y }',
      'function($x, $y, $i) { [$x, $y, $i] }',
      '$append',
    ),
    list: fc.oneof(
      tie('path'),
      of((a, b) => `[${a}, ${b}]`, value, value),
      of((to) => `[1..${to}]`, numbers),
    ),
    value: fc.oneof(
      { maxDepth: 4 },
      { arbitrary: tie('path'), weight: 6 },
      { arbitrary: fc.oneof(numbers, texts, names, fc.constantFrom('true', 'null', '$', '$$', '$args')), weight: 3 },
      {
        arbitrary: of(
          (a, op, b) => `${a} ${op} ${b}`,
          value,
          fc.constantFrom('+', '-', '*', '/', '%', '&', '..'),
          value,
        ),
        weight: 2,
      },
      { arbitrary: tie('condition'), weight: 1 },
      { arbitrary: of((test, a, b) => `(${test}) ? ${a} : ${b}`, tie('condition'), value, value), weight: 1 },
      { arbitrary: of((test, a) => `((${test}) ? ${a})`, tie('condition'), value), weight: 1 },
      { arbitrary: of((a, b) => `($x := ${a}; $y := ${b}; [$x, $y])`, value, value), weight: 1 },
      { arbitrary: of((a) => `($x := ${a}; ($x := 2); $x)`, value), weight: 1 },
      { arbitrary: of((a) => `-(${a})`, value), weight: 1 },
      { arbitrary: of((a) => `[${a}]`, value), weight: 2 },
      { arbitrary: of((a, b) => `{ "k": ${a}, $string(n): ${b} }`, value, value), weight: 1 },
      {
        arbitrary: of(
          (name, a) => `$${name}(${a})`,
          fc.constantFrom(
            ...'sum count max min average string boolean not exists type keys distinct merge reverse spread sort'.split(
              ' ',
            ),
            ...'uppercase lowercase length trim number floor ceil abs round join append lookup zip clone'.split(' '),
          ),
          list,
        ),
        weight: 4,
      },
      {
        arbitrary: of(
          (name, a, b) => `$${name}(${a}, ${b})`,
          fc.constantFrom(
            'append',
            'lookup',
            'join',
            'split',
            'contains',
            'zip',
            'substring',
            'substringBefore',
            'pad',
            'round',
            'count',
          ),
          list,
          value,
        ),
        weight: 2,
      },
      {
        arbitrary: of(
          (name, a, f) => `$${name}(${a}, ${f})`,
          fc.constantFrom('map', 'filter', 'single', 'each', 'sift'),
          list,
          tie('func1'),
        ),
        weight: 2,
      },
      {
        arbitrary: of((name, a, f) => `$${name}(${a}, ${f})`, fc.constantFrom('reduce', 'sort'), list, tie('func2')),
        weight: 1,
      },
      { arbitrary: of((a, f, b) => `$reduce(${a}, ${f}, ${b})`, list, tie('func2'), value), weight: 1 },
      { arbitrary: of((a) => `${a} ~> $count`, list), weight: 1 },
      { arbitrary: of((a, f) => `${a} ~> $map(${f})`, list, tie('func1')), weight: 1 },
      { arbitrary: of((a) => `$f(${a})`, value), weight: 1 },
      { arbitrary: of((a, p) => `$match(${a}, ${p})`, value, patterns), weight: 1 },
      {
        arbitrary: fc.constantFrom(
          '$uppercase()',
          '$string()',
          '$substring(1)',
          '$pad("a", 3, "-")',
          '$map([1, 2], $pad(?, 3))',
        ),
        weight: 1,
      },
    ),
  };
});

/** Sources with one function of their own: `$f`. */
export const expressionSources: fc.Arbitrary<string> = fc
  .tuple(
    sources.value,
    fc.constantFrom(
      'function($q) { $q }',
      'function($q) { $q.a }',
      'function($q) { $count($q) }',
      'function($q) { $q.a ? $map($q, $string) : $filter($q, $exists) }',
      'function($q) { ($z := $q; $z[0]) }',
    ),
  )
  .map(([body, own]) => (body.includes('$f') ? `($f := ${own}; ${body})` : body));
