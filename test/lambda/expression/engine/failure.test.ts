import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { reasonOf } from '../../../../lambda/expression/engine/index.ts';
import { compileTemplate } from '../../../../lambda/expression/index.ts';
import { WorkBudget } from '../../../../lambda/work/index.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8');
/** Every code that jsonata can report while it evaluates. */
const CODES = [...new Set([...source.matchAll(/"([TD]\d{4})": "/g)].map(([, code = '']) => code))];

test('what the error of $join recommends works', async () => {
  const args = { none: [], one: [7], many: [1, true, 'x'] };
  const joined = (list: string) =>
    compileTemplate(`{% $join($map($args.${list}, $string), ", ") %}`, 'result')({ args, work: new WorkBudget() });

  expect([await joined('none'), await joined('one'), await joined('many')]).toEqual([undefined, '7', '1, true, x']);
});

describe('why an expression failed', () => {
  test.each(CODES)('%s has words', (code) => {
    const error = { code, message: 'a message', token: 'sum', position: 7, index: 2, value: 'hunter2', value2: [1] };

    const reason = reasonOf(error);

    expect(reason).not.toContain('could not be evaluated');
    expect(reason).not.toMatch(/[{}]|hunter2|undefined/);
    if (code !== 'D3137' && code !== 'D3141') expect(reason).toContain(`(${code}, character 7)`);
  });

  test.each([
    ['$args.s + 1', 'the left side of + must be a number, and is a text of 7 characters (T2001, character 9)'],
    ['1 < "a"', '< compares 1 with a text of 1 character: both must be of one type (T2009, character 3)'],
    ['$number($args.s)', '$number cannot read a number from a text of 7 characters (D3030, character 8)'],
    ['$sum($args.l)', 'argument 1 of $sum must be a list of numbers, and is a list of 3 (T0412, character 5)'],
    [
      '$join([1, 2])',
      'argument 1 of $join must be a list of texts, and is a list of 2: make texts of its items with $map(LIST, $string) (T0412, character 6)',
    ],
    ['$uppercase(null)', 'argument 1 of $uppercase has the wrong type: it is null (T0410, character 11)'],
    ['$args.l^($)', 'an order-by needs numbers or texts, and found an object (T2008, character 8)'],
    ['{ $string(1): 1, "1": 2 }', 'two keys of an object have the same name (D1009, character 1)'],
    ['-{}', '- is applied to an object, which is not a number (D1002, character 1)'],
  ])('%s', async (expression, reason) => {
    const args = { s: 'hunter2', l: ['a', {}, 1] };

    const evaluated = async () => compileTemplate(`{% ${expression} %}`, 'result')({ args, work: new WorkBudget() });

    await expect(evaluated()).rejects.toThrow(`The tool's expression \`result\` failed: ${reason}.`);
  });
});
