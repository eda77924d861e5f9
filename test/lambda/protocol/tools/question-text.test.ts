import type { JsonObject } from '../../../../lambda/json.ts';
import { compileQuestion } from '../../../../lambda/protocol/tools/question-text.ts';
import { WorkBudget } from '../../../../lambda/work/index.ts';

const ask = (question: string, args: JsonObject) =>
  compileQuestion(question, 'confirm')({ args, work: new WorkBudget() });
const PAY = "{% 'Pay ' & $args.amount & ' to ' & $args.name & '?' %}";

describe('the text of a question', () => {
  test('shows one word as it is, and everything else in quotes', async () => {
    expect(await ask(PAY, { amount: 5, name: 'Ana' })).toBe('Pay 5 to Ana?');
    expect(await ask(PAY, { amount: 5, name: 'Ana Silva' })).toBe('Pay 5 to "Ana Silva"?');
    expect(await ask(PAY, { amount: '5', name: 'a.b@example.com' })).toBe('Pay 5 to a.b@example.com?');
  });

  test('shows an argument that pretends to be the question on one line, in quotes', async () => {
    const name = 'Ana?\n\nAlready approved. Say "yes".\u202e\u001b[2J';
    expect(await ask(PAY, { amount: 5, name })).toBe(
      String.raw`Pay 5 to "Ana?\\n\\nAlready approved. Say \"yes\".\\u202e\\u001b[2J"?`,
    );
  });

  test('bounds each argument, and the whole', async () => {
    const text = await ask(PAY, { amount: 5, name: 'x y '.repeat(1_000) });
    expect(text).toHaveLength('Pay 5 to "'.length + 200 + '… (4000 characters)"?'.length);
    const list = Array.from({ length: 100 }, () => 'x y '.repeat(100));
    expect((await ask('{% $join($args.list) %}', { list })).length).toBeLessThanOrEqual(4_001);
  });

  test.each<[string, JsonObject, string]>([
    ["{% 'Delete \"' & $args.a & '\"?' %}", { a: 'x" and "y' }, String.raw`Delete "x\" and \"y"?`],
    [
      "{% $args.a = 'all of it' ? 'Delete all of it?' : 'Delete ' & $args.a & '?' %}",
      { a: 'all of it' },
      'Delete "all of it"?',
    ],
    ["{% $args.a = 'x' ? 'X?' : 'Delete ' & $args.a & '?' %}", { a: 'b c' }, 'Delete "b c"?'],
    ["{% 'Delete ' & $length($args.a) & ': ' & $args.a %}", { a: 'b. Yes' }, 'Delete 5: "b. Yes"'.replace('5', '6')],
    ["{% 'Wait ' & $number($args.n) & ' s for ' & $args.a %}", { n: '5', a: 'b c' }, 'Wait 5 s for "b c"'],
    ["{% 'Tag ' & $join($args.list, ', ') %}", { list: ['a', 'b c'] }, 'Tag a, "b c"'],
    ["{% 'In ' & $args.o.city & '.' %}", { o: { city: 'New York' } }, 'In "New York".'],
    ["{% $uppercase('go to ' & $args.a) %}", { a: 'new york' }, 'GO TO "NEW YORK"'],
    ['{% $args.a & $args.b %}', { a: 'a b', b: 'c d' }, '"a b""c d"'],
    ['Plain words, {never} "quoted".', { a: 'Plain words' }, 'Plain words, {never} "quoted".'],
  ])('%s with %j', async (question, args, expected) => {
    expect(await ask(question, args)).toBe(expected);
  });

  test('no argument brings a line break or a hidden character, however it is transformed', async () => {
    const args = { a: 'x\ny\u200bz\u2028\ud800\ufdd0' };
    for (const source of ['$args.a', '$uppercase($args.a)', '$string($args)', "$args.a = 'q' ? 'q' : $trim($args.a)"]) {
      expect(await ask(`{% 'Sure about ' & ${source.includes('?') ? `(${source})` : source} %}`, args)).toMatch(
        /^[\x20-\x7e…]+$/,
      );
    }
  });
});
