/** What an expression costs within our limits, over an answer of 1 MB, beside plain jsonata without any. */
import type { Cost } from './expressions/inside.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { figure, ratio } from './support/result.ts';

/** Items of the answer: some 960 KB. */
const ITEMS = 2_000;
/** Items of the large one, of which the first 100 are taken: some 5.8 MB. */
const MANY_ITEMS = 12_000;

export const expressions: Bench = {
  name: 'expressions',
  title: 'Mappings of an answer of 1 MB, within our limits and by plain jsonata',
  async measure() {
    const { path } = await bundleBench('expressions/inside.ts');
    const costs = await runChild<Cost[]>(path, { args: [String(ITEMS)] });
    const [large] = await runChild<Cost[]>(path, { args: [String(MANY_ITEMS), 'first 100'] });
    const names = costs.map(({ name }) => name);
    const most = Math.max(...costs.map(({ ours, plain }) => median(ours) / median(plain)));
    return {
      method: [
        `${names.length} mappings (bench/expressions/mappings.ts) of an answer with ${ITEMS} items. Both engines evaluate them in one process, in turns, over the same parsed answer; their results are compared first. Each figure is processor time of the thread, of an evaluation: the median over the rounds, each of at least 40 ms.`,
        'plain is the package jsonata, without limits of time, memory and size. ours includes the check of the size of the value, and its copy into plain JSON.',
        `first 100 of ${MANY_ITEMS} takes the first 100 items of a larger answer.`,
      ],
      figures: [
        ...costs.flatMap(({ name, ours, plain }) => [
          figure(`ours, ${name}`, 'ms', ours),
          figure(`plain, ${name}`, 'ms', plain),
        ]),
        figure(`ours, first 100 of ${MANY_ITEMS}`, 'ms', large?.ours ?? []),
        figure(`plain, first 100 of ${MANY_ITEMS}`, 'ms', large?.plain ?? []),
        figure('slowest of all, ours / plain', 'x', [most]),
        figure('costliest of all, ours', 'ms', [Math.max(...costs.map(({ ours }) => median(ours)))]),
      ],
      pairs: [
        ...names.map((name) => ratio(`ours, ${name}`, `plain, ${name}`)),
        ratio(`ours, first 100 of ${MANY_ITEMS}`, `plain, first 100 of ${MANY_ITEMS}`),
      ],
      claims: [
        {
          claim: 'no mapping takes more than 1.3 times what plain jsonata takes',
          of: 'slowest of all, ours / plain',
          bound: 'at most',
          limit: 1.3,
        },
        {
          claim: 'no mapping of 1 MB takes half of a second',
          of: 'costliest of all, ours',
          bound: 'at most',
          limit: 500,
        },
      ],
    };
  },
};

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
