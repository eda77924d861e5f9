import { LISTENER_LIMITS, requireWithinLimits } from '../../../../lib/constructs/edge/limits.ts';
import { type EdgeRule, edgeRules } from '../../../../lib/constructs/edge/rules.ts';
import { FUNCTIONS, type FunctionRule, type RuleCondition } from '../../../../lib/functions/index.ts';

const PATH: RuleCondition = { kind: 'path', values: ['/mcp'] };
const header = (name: string, ...values: string[]): RuleCondition => ({ kind: 'header', name, values });

/** The rules of a stage with one function more, which has these rules. */
function withRules(...own: FunctionRule[]): readonly EdgeRule[] {
  const extra = { reached: { by: 'load-balancer', rules: own } } as const;
  return edgeRules({ ...FUNCTIONS, extra }, ['Authorization', 'X-Api-Key']);
}

/** A stage whose extra rule has these conditions. */
const withConditions = (...conditions: RuleCondition[]) => withRules({ id: 'Extra', priority: 200, conditions });

describe('the limits of a load balancer', () => {
  test.each([{ headers: [] }, { headers: ['Authorization', 'X-Api-Key'] }])(
    'hold for the rules of a stage with credentials in $headers',
    ({ headers }) => {
      expect(() => edgeRules(FUNCTIONS, headers)).not.toThrow();
    },
  );

  test('admit a rule that reaches each of them', () => {
    const reached = [PATH, header('a', '*', '*', '?'), header('b', 'x'.repeat(126).concat('**'))];

    expect(() => withConditions(...reached)).not.toThrow();
  });

  test('refuse a condition with four values', () => {
    expect(() => withConditions(PATH, header('Mcp-Name', 'a', 'b', 'c', 'd'))).toThrow(
      'listener rule Extra (priority 200): found 4 values in the condition on its header Mcp-Name; expected at most 3, the limit of ' +
        'a load balancer. Split the rule into several with the same target, each with some of the values, in the rules of the ' +
        'function in lib/functions/table.ts',
    );
  });

  test('refuse a rule with six values', () => {
    expect(() => withConditions(PATH, header('a', '1', '2', '3'), header('b', '1', '2'))).toThrow(
      /^listener rule Extra \(priority 200\): found 6 values in all its conditions; expected at most 5, .* Split the rule/,
    );
  });

  test('count the header of credentials, which a stage adds', () => {
    const conditions = [PATH, header('a', '1', '2'), header('b', '1', '2')];

    expect(() => withConditions(...conditions)).not.toThrow();
    expect(() => withRules({ id: 'Extra', priority: 200, conditions, credentials: true })).toThrow(
      /^listener rule Extra-Authorization \(priority 200\): found 6 values .*; a condition on credentials is one of them\./,
    );
  });

  test('refuse a rule with six wildcards, which a regular expression does not have', () => {
    const regex: RuleCondition = { kind: 'path-regex', regex: '^/a*b*c*d*e*f*$' };

    expect(() => withConditions(regex, header('a', '*/*'))).not.toThrow();
    expect(() => withConditions(PATH, header('a', '*/*', '??'), header('b', '*', '*'))).toThrow(
      /^listener rule Extra .*: found 6 wildcards in all its conditions; expected at most 5, .* Write a path as a regular expression/,
    );
  });

  test.each([
    [[PATH, { kind: 'path-regex', regex: '^/x$' }] as const, 'path'],
    [
      [
        { kind: 'method', values: ['GET'] },
        { kind: 'method', values: ['PUT'] },
      ] as const,
      'method',
    ],
  ])('refuse two conditions of a kind that a rule has once', (conditions, kind) => {
    expect(() => withConditions(...conditions)).toThrow(`found two conditions on its ${kind}; expected one.`);
  });

  test('refuse a value that is too long', () => {
    expect(() => withConditions({ kind: 'query', key: 'k', value: 'x'.repeat(127) })).toThrow(
      /found 129 characters in a value of its query parameter k; expected at most 128, .* Shorten "k=x+"/,
    );
  });

  test('refuse the 101st rule', () => {
    const [first] = edgeRules(FUNCTIONS, []);
    if (first === undefined) throw new Error('a stage has rules');
    const rules = (count: number) => Array.from({ length: count }, (_, index) => ({ ...first, priority: index + 1 }));

    expect(() => requireWithinLimits(rules(LISTENER_LIMITS.rules))).not.toThrow();
    expect(() => requireWithinLimits(rules(LISTENER_LIMITS.rules + 1))).toThrow(
      'listener rules: found 101; expected at most 100, the limit of a load balancer. Join rules with the same target',
    );
  });
});
