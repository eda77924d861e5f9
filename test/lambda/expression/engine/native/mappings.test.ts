import jsonata from 'jsonata';
import { answerOf, MAPPINGS } from '../../../../../bench/expressions/mappings.ts';
import { compileNative } from '../../../../../lambda/expression/engine/native/index.ts';
import { compileTemplate } from '../../../../../lambda/expression/index.ts';
import { WorkBudget } from '../../../../../lambda/work/index.ts';

const responseOf = (count: number) => ({ status: 200, headers: {}, body: JSON.parse(answerOf(count)) });
const evaluate = async (source: string, response: object) =>
  compileTemplate(`{% ${source} %}`, 'result')({ args: {}, response, work: new WorkBudget() });

describe.each(Object.entries(MAPPINGS))('the mapping "%s"', (_name, source) => {
  test('has the result of jsonata over none, one and many', async () => {
    for (const count of [0, 1, 120]) {
      const response = responseOf(count);

      const ours = await evaluate(source, structuredClone(response));

      expect(JSON.stringify(ours)).toBe(
        JSON.stringify(await jsonata(source).evaluate(undefined, { args: {}, response })),
      );
    }
  });
});

/** What jsonata evaluates itself takes most of the budget on a busy machine: bench/expressions measures it. */
const OURS = Object.entries(MAPPINGS).filter(([name]) => !name.endsWith('by jsonata itself'));

test.each(OURS)('the mapping "%s" ends within the limits over 1 MB', async (_name, source) => {
  await expect(evaluate(source, responseOf(2_000))).resolves.toBeDefined();
});

test.each(['1', '$args.rows@$r.{ "r": $r }', '$args ~> |$|{ "a": 1 }|', '$map([1], $pad(?, 3))'])(
  'whether %s is left to jsonata depends on what it consists of',
  (source) => {
    const parts = { natives: new Map(), regexEngine: undefined };

    expect(compileNative(jsonata(source).ast(), parts) === undefined).toBe(source !== '1');
  },
);
