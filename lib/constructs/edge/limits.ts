import type { FunctionRule, RuleCondition } from '../../functions/index.ts';

/** The part of a listener rule that has limits. */
type MatchingRule = Pick<FunctionRule, 'id' | 'priority' | 'conditions'>;

/**
 * What one load balancer takes. Its pages differ on wildcards, five or six, so the lower number holds.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export const LISTENER_LIMITS = {
  /** Rules of all its listeners, the default ones excluded. */
  rules: 100,
  /** Values of one condition. */
  conditionValues: 3,
  /** Values of all conditions of a rule. */
  ruleValues: 5,
  /** `*` and `?` in all conditions of a rule. A regular expression has none. */
  ruleWildcards: 5,
  /** Characters of a value. */
  valueCharacters: 128,
} as const;

/** Kinds of which a rule has at most one condition. */
const SINGLE: Readonly<Record<string, string>> = { method: 'method', path: 'path', 'path-regex': 'path' };

/** Rules are made from this table, so an error points to it. */
const TABLE = 'the rules of the function in lib/functions/table.ts';

/**
 * Refuses rules that AWS would refuse in the middle of a deployment.
 *
 * @throws Error that names the rule, the limit, and what to change
 */
export function requireWithinLimits(rules: readonly MatchingRule[]): void {
  if (rules.length > LISTENER_LIMITS.rules) {
    throw new Error(
      `listener rules: found ${rules.length}; expected at most ${LISTENER_LIMITS.rules}, the limit of a load balancer. ` +
        `Join rules with the same target, in lib/functions/table.ts`,
    );
  }
  for (const rule of rules) {
    const problem = problemOf(rule);
    if (problem === undefined) continue;
    throw new Error(`listener rule ${rule.id} (priority ${rule.priority}): ${problem}, in ${TABLE}`);
  }
}

function problemOf({ conditions }: MatchingRule): string | undefined {
  for (const condition of conditions) {
    const values = valuesOf(condition);
    if (values.length > LISTENER_LIMITS.conditionValues) {
      const excess = atMost(values.length, `values in the condition on its ${nameOf(condition)}`, 'conditionValues');
      return `${excess}. Split the rule into several with the same target, each with some of the values`;
    }
    const long = values.find((value) => value.length > LISTENER_LIMITS.valueCharacters);
    if (long !== undefined) {
      const excess = atMost(long.length, `characters in a value of its ${nameOf(condition)}`, 'valueCharacters');
      return `${excess}. Shorten ${JSON.stringify(long)}`;
    }
  }
  const kind = repeatedKind(conditions);
  if (kind !== undefined) return `found two conditions on its ${kind}; expected one. Write the values as one condition`;
  const all = conditions.flatMap(valuesOf);
  if (all.length > LISTENER_LIMITS.ruleValues) {
    const excess = atMost(all.length, 'values in all its conditions', 'ruleValues');
    return `${excess}; a condition on credentials is one of them. Split the rule into several with the same target`;
  }
  const wildcards = conditions.flatMap(wildcardsOf).length;
  if (wildcards > LISTENER_LIMITS.ruleWildcards) {
    const excess = atMost(wildcards, 'wildcards in all its conditions', 'ruleWildcards');
    return `${excess}. Write a path as a regular expression, which has none, or split the rule`;
  }
  return undefined;
}

function atMost(found: number, what: string, limit: keyof typeof LISTENER_LIMITS): string {
  return `found ${found} ${what}; expected at most ${LISTENER_LIMITS[limit]}, the limit of a load balancer`;
}

/** The strings that a load balancer compares for a condition. */
function valuesOf(condition: RuleCondition): readonly string[] {
  switch (condition.kind) {
    case 'path-regex':
      return [condition.regex];
    case 'query':
      return [`${condition.key}=${condition.value}`];
    default:
      return condition.values;
  }
}

function wildcardsOf(condition: RuleCondition): readonly string[] {
  if (condition.kind === 'path-regex') return [];
  return valuesOf(condition).flatMap((value) => value.match(/[*?]/g) ?? []);
}

function nameOf(condition: RuleCondition): string {
  if (condition.kind === 'header') return `header ${condition.name}`;
  return condition.kind === 'query' ? `query parameter ${condition.key}` : (SINGLE[condition.kind] ?? condition.kind);
}

function repeatedKind(conditions: readonly RuleCondition[]): string | undefined {
  const kinds = conditions.flatMap(({ kind }) => SINGLE[kind] ?? []);
  return kinds.find((kind, index) => kinds.indexOf(kind) !== index);
}
