import type { Json, JsonObject } from '../../../lambda/json.ts';
import { compilePolicies } from '../../../lambda/policy/index.ts';
import { timesTheYardstick } from '../../support/processor-time.ts';
import { ALL, compile, decide, permitWhen } from './support/decide.ts';
import { policyFrom } from './support/policy-from.ts';

describe('work is bounded', () => {
  test.each<[string, string, JsonObject]>([
    [
      'sets of sets',
      'context.input.a.containsAll(context.input.b) || context.input.b.containsAny(context.input.a)',
      {
        a: Array.from({ length: 60_000 }, (_, i) => [[i], [i + 1]]),
        b: Array.from({ length: 60_000 }, (_, i) => [[-i]]),
      },
    ],
    ['long patterns', `context.input.a like "*${`${'a'.repeat(300)}b*`.repeat(8)}"`, { a: 'a'.repeat(900_000) }],
    [
      'many comparisons of long texts',
      Array.from({ length: 400 }, () => 'context.input.a == context.input.b').join(' && '),
      { a: 'a'.repeat(400_000), b: `${'a'.repeat(399_999)}b` },
    ],
    [
      'equality in depth',
      Array.from({ length: 300 }, () => 'context.input.a == context.input.b').join(' || '),
      { a: Array.from({ length: 3_000 }, (_, i) => ({ i })), b: Array.from({ length: 3_000 }, (_, i) => ({ j: i })) },
    ],
  ])('%s: the work ends with the steps of a decision', async (_title, condition, input) => {
    const set = compile(permitWhen(condition));

    const ratio = await timesTheYardstick(() => expect(decide(set, input)).toBe('deny'));

    expect(ratio).toBeLessThan(30);
  });

  test('a decision that runs out of steps is a denial, also where the policy would allow', () => {
    const set = compile(permitWhen('context.input.a != context.input.b'));
    const many = (more: number) => Array.from({ length: 200_000 }, (_, i) => ({ i: [i, more] }));
    expect(decide(set, { a: many(0), b: many(1) })).toBe('deny');
    expect(decide(set, { a: [1], b: [2] })).toBe('allow');
  });

  test('a chain of thousands of conditions does not overflow the stack', () => {
    const chain = Array.from({ length: 2_000 }, (_, i) => ({ '==': { left: { Value: i }, right: { Value: -1 } } }));
    const body = chain.reduce<Json>((left, right) => ({ '||': { left, right } }), { Value: false });
    const json = { ...policyFrom(ALL), conditions: [{ kind: 'when' as const, body }] };
    expect(decide(compilePolicies('orders', [{ id: 'p', json }]), {})).toBe('deny');
  });
});
