import { LocalStackError } from '../errors.ts';
import type { FindFunction } from '../lambda/index.ts';
import { type Properties, physicalId, propertiesOf, type Resolver, type Resource } from '../template/index.ts';
import { type Condition, readConditions } from './conditions.ts';
import type { LambdaTarget } from './lambda-target.ts';
import type { TargetResponse } from './request.ts';
import { readTransforms, type Transform } from './transforms.ts';

/** A target group of type `ip`. */
interface IpTarget {
  readonly targetGroupArn: string;
  readonly addresses: readonly string[];
}

/** The action of a rule. */
export type Action =
  | { readonly type: 'fixed-response'; readonly response: TargetResponse }
  | { readonly type: 'lambda'; readonly group: LambdaTarget }
  | { readonly type: 'ip'; readonly group: IpTarget };

/** One listener rule. */
export interface Rule {
  readonly priority: number | 'default';
  readonly matches: Condition;
  readonly transform: Transform;
  readonly action: Action;
}

/** The load balancer with the listener that is emulated. */
export interface LoadBalancerModel {
  readonly idleTimeoutMs: number;
  readonly clientKeepAliveMs: number;
  readonly dropInvalidHeaders: boolean;
  /** In the order of their evaluation; the default rule is the last. */
  readonly rules: readonly Rule[];
  /** Differences from AWS that users should know. */
  readonly notes: readonly string[];
}

const INERT_ATTRIBUTES: Readonly<Record<string, string>> = {
  'access_logs.s3.bucket': 'access-log lines go to standard error',
  'access_logs.s3.enabled': 'access-log lines go to standard error',
  'access_logs.s3.prefix': 'access-log lines go to standard error',
  'connection_logs.s3.bucket': 'access-log lines go to standard error',
  'connection_logs.s3.enabled': 'access-log lines go to standard error',
  'connection_logs.s3.prefix': 'access-log lines go to standard error',
  'deletion_protection.enabled': 'the local stack deploys nothing',
  'load_balancing.cross_zone.enabled': 'the local stack has no Availability Zones',
  'routing.http.desync_mitigation_mode': 'Node.js refuses ambiguous requests',
  'routing.http2.enabled': 'HTTP/2 needs TLS, which is not emulated',
};

/**
 * Reads load balancer, listener, rules and target groups.
 *
 * @throws TemplateError for a property that is not emulated
 */
export function readLoadBalancer(resolver: Resolver, findFunction: FindFunction): LoadBalancerModel {
  const balancer = onlyResource(resolver.resources('AWS::ElasticLoadBalancingV2::LoadBalancer'), resolver);
  balancer.closed(['LoadBalancerAttributes', 'Type'], {
    IpAddressType: 'it listens on loopback',
    Name: 'informational only',
    Scheme: 'it listens on loopback',
    SecurityGroups: 'the local stack has no network',
    Subnets: 'the local stack has no network',
    SubnetMappings: 'the local stack has no network',
    Tags: 'cost allocation only',
  });
  if ((balancer.optionalString('Type') ?? 'application') !== 'application') {
    balancer.fail('Type', 'only application load balancers are emulated');
  }
  const attributes = readAttributes(balancer, 'LoadBalancerAttributes', INERT_ATTRIBUTES, [
    'idle_timeout.timeout_seconds',
    'client_keep_alive.seconds',
    'routing.http.drop_invalid_header_fields.enabled',
  ]);
  const { listener, notes } = selectListener(resolver);
  const groups = readTargetGroups(resolver, findFunction);
  return {
    idleTimeoutMs: Number(attributes.get('idle_timeout.timeout_seconds') ?? 60) * 1000,
    clientKeepAliveMs: Number(attributes.get('client_keep_alive.seconds') ?? 3600) * 1000,
    dropInvalidHeaders: attributes.get('routing.http.drop_invalid_header_fields.enabled') === 'true',
    rules: readRules(resolver, listener, groups),
    notes,
  };
}

/** Selects the listener that clients use: the HTTPS listener if there is one. A listener that only redirects to it is ignored. */
function selectListener(resolver: Resolver): { listener: Properties; notes: string[] } {
  const notes: string[] = [];
  const listeners = resolver.resources('AWS::ElasticLoadBalancingV2::Listener').map((resource) =>
    propertiesOf(resource, resolver).closed(['DefaultActions', 'LoadBalancerArn', 'Port', 'Protocol'], {
      Certificates: 'TLS is not emulated',
      SslPolicy: 'TLS is not emulated',
    }),
  );
  const secure = listeners.find((listener) => listener.string('Protocol') === 'HTTPS');
  const listener = secure ?? listeners[0];
  if (listener === undefined) throw new LocalStackError('the templates do not declare a listener');
  for (const other of listeners) {
    if (other === listener) continue;
    const [action] = other.objects('DefaultActions');
    if (action?.string('Type') !== 'redirect') other.fail('', 'a second listener is emulated only if it redirects');
    notes.push(`the listener on port ${other.number('Port')}, which redirects to HTTPS, is not emulated`);
  }
  if (secure)
    notes.push(
      'the HTTPS listener is emulated as plain HTTP on loopback; links that functions create still start with https',
    );
  return { listener, notes };
}

function readRules(resolver: Resolver, listener: Properties, groups: ReadonlyMap<string, Action>): Rule[] {
  const listenerArn = physicalId(listener.resource, resolver);
  const rules = resolver
    .resources('AWS::ElasticLoadBalancingV2::ListenerRule')
    .map((resource) => propertiesOf(resource, resolver))
    .filter((rule) => rule.string('ListenerArn') === listenerArn)
    .map((rule): Rule & { priority: number } => {
      rule.closed(['Actions', 'Conditions', 'ListenerArn', 'Priority', 'Transforms']);
      return {
        priority: rule.number('Priority'),
        matches: readConditions(rule),
        transform: readTransforms(rule),
        action: readAction(rule, 'Actions', groups),
      };
    })
    .sort((one, other) => one.priority - other.priority);
  const duplicate = rules.find((rule, index) => rules[index + 1]?.priority === rule.priority);
  if (duplicate) listener.fail('', `two rules have the priority ${duplicate.priority}`);
  const last: Rule = {
    priority: 'default',
    matches: () => true,
    transform: (request) => request,
    action: readAction(listener, 'DefaultActions', groups),
  };
  return [...rules, last];
}

function readAction(owner: Properties, name: string, groups: ReadonlyMap<string, Action>): Action {
  const [action, ...more] = owner.objects(name);
  if (action === undefined || more.length > 0) return owner.fail(name, 'exactly one action is supported');
  const type = action.string('Type');
  switch (type) {
    case 'fixed-response':
      return readFixedResponse(action.closed(['Type', 'FixedResponseConfig', 'Order']).object('FixedResponseConfig'));
    case 'forward': {
      action.closed(['Type', 'TargetGroupArn', 'ForwardConfig', 'Order']);
      const arn = action.optionalString('TargetGroupArn') ?? forwardTarget(action.object('ForwardConfig'));
      return groups.get(arn) ?? action.fail('', `${arn} is not a target group of the templates`);
    }
    default:
      return action.fail('Type', `the action ${type} is not emulated`, 'Add it to local/alb/model.ts');
  }
}

function forwardTarget(config: Properties): string {
  const [group, ...more] = config.closed(['TargetGroups']).objects('TargetGroups');
  if (group === undefined || more.length > 0)
    return config.fail('TargetGroups', 'exactly one target group is supported');
  return group.closed(['TargetGroupArn'], { Weight: 'the only group receives every request' }).string('TargetGroupArn');
}

function readFixedResponse(config: Properties): Action {
  config.closed(['StatusCode', 'ContentType', 'MessageBody']);
  const contentType = config.optionalString('ContentType') ?? 'text/plain; charset=utf-8';
  return {
    type: 'fixed-response',
    response: {
      status: config.number('StatusCode'),
      headers: [
        ['Server', 'awselb/2.0'],
        ['Content-Type', contentType],
      ],
      body: config.optionalString('MessageBody') ?? '',
    },
  };
}

function readTargetGroups(resolver: Resolver, findFunction: FindFunction): Map<string, Action> {
  const groups = new Map<string, Action>();
  for (const resource of resolver.resources('AWS::ElasticLoadBalancingV2::TargetGroup')) {
    const arn = physicalId(resource, resolver);
    groups.set(arn, readTargetGroup(resource, arn, resolver, findFunction));
  }
  return groups;
}

function readTargetGroup(resource: Resource, arn: string, resolver: Resolver, findFunction: FindFunction): Action {
  const group = propertiesOf(resource, resolver).closed(
    ['Port', 'Protocol', 'ProtocolVersion', 'TargetGroupAttributes', 'Targets', 'TargetType'],
    {
      HealthCheckEnabled: 'targets start on demand',
      HealthCheckIntervalSeconds: 'targets start on demand',
      HealthCheckPath: 'targets start on demand',
      HealthCheckPort: 'targets start on demand',
      HealthCheckProtocol: 'targets start on demand',
      HealthCheckTimeoutSeconds: 'targets start on demand',
      HealthyThresholdCount: 'targets start on demand',
      IpAddressType: 'the local stack has no network',
      Matcher: 'targets start on demand',
      Name: 'informational only',
      Tags: 'cost allocation only',
      UnhealthyThresholdCount: 'targets start on demand',
      VpcId: 'the local stack has no network',
    },
  );
  const attributes = readAttributes(
    group,
    'TargetGroupAttributes',
    {
      'deregistration_delay.timeout_seconds': 'targets do not change while the local stack runs',
      'load_balancing.algorithm.type': 'every address belongs to the same API',
      'load_balancing.cross_zone.enabled': 'the local stack has no Availability Zones',
      'slow_start.duration_seconds': 'targets start on demand',
    },
    ['lambda.multi_value_headers.enabled', 'stickiness.enabled'],
  );
  if (attributes.get('stickiness.enabled') === 'true')
    group.fail('TargetGroupAttributes', 'stickiness is not emulated');
  const type = group.string('TargetType');
  const targets = group
    .objects('Targets')
    .map((target) => target.closed(['Id', 'Port'], { AvailabilityZone: 'the local stack has no Availability Zones' }));
  if (type === 'ip') {
    if (group.string('Protocol') !== 'HTTPS') group.fail('Protocol', 'only HTTPS targets are emulated');
    return { type: 'ip', group: { targetGroupArn: arn, addresses: targets.map((target) => target.string('Id')) } };
  }
  if (type !== 'lambda') return group.fail('TargetType', `targets of type ${type} are not emulated`);
  const invokedArn = targets[0]?.string('Id') ?? group.fail('Targets', 'expected the ARN of a function');
  const target = findFunction(invokedArn) ?? group.fail('Targets', `${invokedArn} is not a function of the templates`);
  const multiValueHeaders = attributes.get('lambda.multi_value_headers.enabled') === 'true';
  return { type: 'lambda', group: { targetGroupArn: arn, multiValueHeaders, target, invokedArn } };
}

/** Reads a list of key and value pairs and rejects every unknown key. */
function readAttributes(
  owner: Properties,
  name: string,
  inert: Readonly<Record<string, string>>,
  emulated: readonly string[],
): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const attribute of owner.objects(name)) {
    const key = attribute.closed(['Key', 'Value']).string('Key');
    if (emulated.includes(key)) attributes.set(key, attribute.string('Value'));
    else if (!Object.hasOwn(inert, key)) {
      owner.fail(
        name,
        `the attribute ${key} is not emulated`,
        'Emulate it, or list it as inert with a reason, in local/alb/model.ts',
      );
    }
  }
  return attributes;
}

function onlyResource(resources: readonly Resource[], resolver: Resolver): Properties {
  const [first, second] = resources;
  if (first === undefined) throw new LocalStackError('the templates do not declare a load balancer');
  const properties = propertiesOf(first, resolver);
  if (second !== undefined) properties.fail('', 'a second load balancer is not emulated');
  return properties;
}
