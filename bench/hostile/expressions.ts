/** Expressions that use one function or operator each, in ways that cost. */
import { FUNCTION_NAMES } from '../../lambda/expression/engine/index.ts';
import type { Draw } from './schemas.ts';

const pick = <T>(draw: Draw, values: readonly T[]): T => values[draw(values.length)] as T;

/** Arguments by the letter that stands for them below. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  /** Anything. */
  x: ['$args.a', '$args.a', '$args.a[0]', '$args.a.k0', '$x', '[1..90000]'],
  /** A list. */
  l: ['$args.a', '$args.a', '$keys($args.a)', '[1..90000]', '$args.a.k0', '$split($string($args.a), "a")'],
  o: ['$args.a', '$args.a[0]', '$merge($args.a)', '{"k": $x}'],
  /** A long text. */
  t: ['$args.a', '$string($args.a)', '$string($args.a)', '$join($args.a)', '$pad("a", 100000, "ab")', '$args.a[0]'],
  s: ['"a"', '""', '"ab "', '$args.a', '$args.a[0]', '$pad("b", 50000, "a")'],
  /** A pattern, or a text to look for. */
  r: ['/a+b?/', '/(a|b|ab)*c/', '/([a-z]{1,30}){1,30}!/', '/./', '/(x+x+)+y/', '"a"', '","', '$pad("b", 50000, "a")'],
  h: ['"MD5"', '"SHA-1"', '"SHA-256"', '"SHA-512"'],
  n: ['1', '-1', '100000', '1e300', '0', '99999999', '$count($args.a)', '0.000001'],
  p: ['"[Y0001]-[M]-[D]"', '"[MNn][FNn] [H]:[m]"', '"[Y,*-99]"', '"#,##0.00"', '"w"', '"I"', '"a"', '"0;1"', '$args.a'],
  1: ['function($a){$a}', '$string', 'function($a){$count($args.a)}', 'function($a, $i, $l){$l[$i]}', '$keys'],
  2: ['function($a, $b){$a.k0 < $b.k0}', 'function($a, $b){$append($a, $b)}', '$append', 'function($a, $b){[$a, $b]}'],
};

/** Arguments of each function. */
const CALLS: Readonly<Record<string, string>> = {
  ...Object.fromEntries('sum count max min average reverse shuffle'.split(' ').map((name) => [name, 'l'])),
  ...Object.fromEntries(
    'string clone boolean not exists type keys spread distinct merge number'.split(' ').map((n) => [n, 'x']),
  ),
  ...Object.fromEntries(
    'lowercase uppercase length trim base64encode base64decode'.split(' ').map((name) => [name, 't']),
  ),
  ...Object.fromEntries(
    'encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl'.split(' ').map((name) => [name, 't']),
  ),
  ...Object.fromEntries('floor ceil abs sqrt'.split(' ').map((name) => [name, 'n'])),
  ...Object.fromEntries('map filter single'.split(' ').map((name) => [name, 'l1'])),
  ...Object.fromEntries('each sift'.split(' ').map((name) => [name, 'o1'])),
  ...Object.fromEntries('formatNumber formatInteger fromMillis'.split(' ').map((name) => [name, 'np'])),
  ...Object.fromEntries('parseInteger toMillis'.split(' ').map((name) => [name, 'tp'])),
  ...Object.fromEntries('formatBase round power'.split(' ').map((name) => [name, 'nn'])),
  ...Object.fromEntries('substringBefore substringAfter'.split(' ').map((name) => [name, 'ts'])),
  substring: 'tnn',
  pad: 'tns',
  match: 'tr',
  contains: 'tr',
  split: 'tr',
  replace: 'trs',
  join: 'ls',
  zip: 'lll',
  append: 'xx',
  reduce: 'l2',
  sort: 'l2',
  lookup: 'xs',
  now: 'p',
  partition: 'ln',
  range: 'nnn',
  random: 'n',
  parse: 't',
  hash: 'th',
};

const VALUES = ['$args.a', '$args.a[0]', '$args.a.k0', '$x', '[1..90000]', '$keys($args.a)', '"k0"', '1'];

/** Operators, by what they look like in an expression of `A` and `B`. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '+ - * / %': ['$sum(A.($ + 1))', '$count(A.($ * B))', 'A.(k0 % 3)'],
  '=': ['A = B', 'A[$ = B]', '$count(A[k0 = z])'],
  in: ['A[$ in B]', '$count(A[k0 in [1..1000]])'],
  '< >': ['A[$ < B]', 'A[k0 < 10]'],
  'and or': ['A[$ and B]', 'A[k0 or B]'],
  '&': ['A & B', '$count(A.($ & "x"))', '($y := A & B; $y & $y & $y)'],
  '..': ['$count([1..100000].[$, 1])', '[1..50000].[1..50000]'],
  '.': ['A.k0', 'A.k0.z', 'A.A.A', '$count(A.B)'],
  '[predicate]': ['A[k0]', 'A[[0..1000]]', 'A[B]', 'A[-1]'],
  '[list]': ['[A, B, A, B]', `[${Array(500).fill('$args.a').join()}]`],
  '{object}': ['A{$string(k0): z}', 'A{"k": $}', 'A.{"k": $, "l": B}'],
  '@ #': ['A@$v.{"k": $v, "l": z}', 'A@$v{"k": $v.z}', 'A#$i[$i < 9]', 'A@$v.B@$w.{"v": $v, "w": $w}'],
  '%': ['A.k0.%.z', 'A.k0.{"k": %}', 'A.z{"k": %.k0}'],
  '*': ['A.*', '*', 'A.*.*', '$args.a.*[0]'],
  '**': ['A.**', '**', '$count(**)', '**.k0'],
  '^': ['A^(k0)', 'A^(>z, <k0)', '[1..20000]^($)'],
  '~>': ['A ~> $map(function($v){$v}) ~> $count', 'A ~> |$|{"y": 1}|', 'A ~> |**|{"y": $$}|'],
  '?:': ['$count(A.($ ? B : 1))', 'A.(k0 > 1 ? z : k0)'],
  ':=': [
    '($y := A; $y := [$y, $y]; $y := [$y, $y]; $y := [$y, $y]; $count($y))',
    '($f := function($n){$f($n + 1)}; $f(0))',
  ],
};

/** What is searched: each function of jsonata, and its operators. */
export const SUBJECTS: readonly string[] = [...FUNCTION_NAMES.map((name) => `$${name}`), ...Object.keys(OPERATORS)];

/** An expression over `$args.a`. */
export function hostileExpression(subject: string, draw: Draw): string {
  const forms = OPERATORS[subject];
  const core =
    forms === undefined
      ? call(subject, draw)
      : pick(draw, forms)
          .replaceAll('A', pick(draw, ['$args.a', '$args.a', '[1..20000]']))
          .replaceAll('B', pick(draw, VALUES));
  const x = pick(draw, ['$args.a', '[$args.a, $args.a]', '$string($args.a)', '{"k": $args.a, "l": $args.a}']);
  const repeated = pick<(core: string) => string>(draw, [
    (once) => once,
    (once) => once,
    (once) => `$count($map([1..1000], function($i){ ${once} }))`,
    (once) => `[1..100].(${once})`,
    (once) => `$reduce([1..40], function($s, $i){ [$s, ${once}] }, [])`,
  ])(core);
  return `($x := ${x}; ${repeated})`;
}

function call(name: string, draw: Draw): string {
  const letters = CALLS[name.slice(1)] ?? '';
  // The later ones are optional for some.
  const given = draw(4) === 0 && letters.length > 1 ? letters.slice(0, -1) : letters;
  return `${name}(${[...given].map((letter) => pick(draw, ARGUMENTS[letter] ?? VALUES)).join(', ')})`;
}
