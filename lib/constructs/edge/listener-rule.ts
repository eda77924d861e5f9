import { CfnListenerRule, type IApplicationListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { EdgeRule, RuleAction, RuleCondition } from './rules.ts';

/** Where the rules lead. */
export interface RuleTargets {
  /** ARN of the target group `direct`. */
  readonly direct: string;
  /** ARN of the target group `stream`. */
  readonly stream: string;
  /** Host name by which the endpoint knows the private API. */
  readonly apiHost: string;
  /** What comes before every path in the private API, with its slash. */
  readonly apiPathPrefix: string;
}

/** Writes one rule into the template. Only the L1 construct knows transforms. */
export function addListenerRule(
  scope: Construct,
  listener: IApplicationListener,
  rule: EdgeRule,
  targets: RuleTargets,
): CfnListenerRule {
  const streams = rule.action.kind === 'forward' && rule.action.to === 'stream';
  return new CfnListenerRule(scope, `${rule.priority}${rule.id}`, {
    listenerArn: listener.listenerArn,
    priority: rule.priority,
    conditions: rule.conditions.map(conditionProperty),
    actions: [actionProperty(rule.action, targets)],
    ...(streams ? { transforms: toPrivateApi(targets) } : {}),
  });
}

function conditionProperty(condition: RuleCondition): CfnListenerRule.RuleConditionProperty {
  switch (condition.kind) {
    case 'path-regex':
      return { field: 'path-pattern', pathPatternConfig: { regexValues: [condition.regex] } };
    case 'path':
      return { field: 'path-pattern', pathPatternConfig: { values: [...condition.values] } };
    case 'method':
      return { field: 'http-request-method', httpRequestMethodConfig: { values: [...condition.values] } };
    case 'query':
      return { field: 'query-string', queryStringConfig: { values: [{ key: condition.key, value: condition.value }] } };
    case 'header':
      return {
        field: 'http-header',
        httpHeaderConfig: { httpHeaderName: condition.name, values: [...condition.values] },
      };
  }
}

function actionProperty(action: RuleAction, targets: RuleTargets): CfnListenerRule.ActionProperty {
  if (action.kind === 'forward') return { type: 'forward', targetGroupArn: targets[action.to] };
  return {
    type: 'fixed-response',
    fixedResponseConfig: {
      statusCode: String(action.statusCode),
      contentType: 'application/json',
      messageBody: action.body,
    },
  };
}

/**
 * The endpoint picks the API by Host, and the API its stage by the path's first step; neither is what the agent sent.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html
 */
function toPrivateApi({ apiHost, apiPathPrefix }: RuleTargets): CfnListenerRule.TransformProperty[] {
  return [
    {
      type: 'host-header-rewrite',
      hostHeaderRewriteConfig: { rewrites: [{ regex: '.*', replace: apiHost }] },
    },
    {
      type: 'url-rewrite',
      urlRewriteConfig: { rewrites: [{ regex: '^([^?]*)', replace: `${apiPathPrefix}$1` }] },
    },
  ];
}
