import { CfnListenerRule, type IApplicationListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { RuleCondition } from '../../functions/index.ts';
import type { EdgeRule } from './rules.ts';

/** Where a rule can forward to. */
export interface RuleTarget {
  readonly targetGroupArn: string;
  /**
   * The private API and the prefix of its paths, when the target group is the one of the API's endpoint.
   *
   * @default - the target gets the host and path that the client sent
   */
  readonly privateApi?: PrivateApiPath;
}

/** What the endpoint needs in place of the host and path that the client sent. */
export interface PrivateApiPath {
  /** Host name by which the endpoint selects the API. */
  readonly host: string;
  /** Precedes every path, with a leading slash. */
  readonly pathPrefix: string;
}

/** Adds one rule to the listener. Only the L1 construct supports transforms. */
export function addListenerRule(
  scope: Construct,
  listener: IApplicationListener,
  rule: EdgeRule,
  targets: Readonly<Record<string, RuleTarget>>,
): CfnListenerRule {
  const { action, transforms } = forwardOrRespond(rule, targets);
  // A priority holds one rule. CloudFormation creates a replacement before it deletes, so another rule at the same priority must be
  // the same resource, which is updated.
  return new CfnListenerRule(scope, `Rule${rule.priority}`, {
    listenerArn: listener.listenerArn,
    priority: rule.priority,
    conditions: rule.conditions.map(conditionProperty),
    actions: [action],
    ...(transforms === undefined ? {} : { transforms }),
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

interface ActionProperties {
  readonly action: CfnListenerRule.ActionProperty;
  readonly transforms?: CfnListenerRule.TransformProperty[];
}

function forwardOrRespond({ id, action }: EdgeRule, targets: Readonly<Record<string, RuleTarget>>): ActionProperties {
  if (action.kind === 'respond') {
    const fixedResponseConfig = {
      statusCode: String(action.statusCode),
      contentType: 'application/json',
      messageBody: action.body,
    };
    return { action: { type: 'fixed-response', fixedResponseConfig } };
  }
  const target = targets[action.to];
  if (target === undefined) throw new Error(`listener rule ${id}: function ${action.to} has no target group`);
  return {
    action: { type: 'forward', targetGroupArn: target.targetGroupArn },
    ...(target.privateApi === undefined ? {} : { transforms: toPrivateApi(target.privateApi) }),
  };
}

/**
 * The endpoint selects the API by Host, and the API selects its stage by the first step of the path. A client sends neither.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-transforms.html
 */
function toPrivateApi({ host, pathPrefix }: PrivateApiPath): CfnListenerRule.TransformProperty[] {
  return [
    {
      type: 'host-header-rewrite',
      hostHeaderRewriteConfig: { rewrites: [{ regex: '.*', replace: host }] },
    },
    {
      type: 'url-rewrite',
      urlRewriteConfig: { rewrites: [{ regex: '^([^?]*)', replace: `${pathPrefix}$1` }] },
    },
  ];
}
