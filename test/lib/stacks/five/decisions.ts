import { findings } from '../review.ts';
import type { Json, SynthesizedStage } from '../synthesize.ts';

/** A resource of any stack of a stage. */
interface Resource {
  readonly id: string;
  readonly type: string;
  readonly policy: string;
  readonly properties: Json;
}

/** Actions without resource-level permissions. */
const ON_EVERY_RESOURCE = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** The services that assume roles of a stage. */
const SERVICES = ['apigateway.amazonaws.com', 'lambda.amazonaws.com', 'vpc-flow-logs.amazonaws.com'];

const GONE = 'Delete, Delete';
const KEPT = 'RetainExceptOnCreate, Retain';

/** What was decided about security and data, whatever the files of expected resources say. */
export function describeDecisions(stage: SynthesizedStage): void {
  const { app, config, service } = stage;
  const resources = allResources(stage);
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);

  test('is synthesized without a look-up, and without a finding of cdk-nag', () => {
    expect(app.synth().manifest.missing).toBeUndefined();
    expect(findings(app)).toEqual([]);
  });

  test('keeps what its file keeps, and nothing else', () => {
    const tables = config.catalog.retain ? ['Audit', 'Catalog'] : [];
    const calls =
      config.audit.calls && config.catalog.retain ? ['CallAuditCalls', 'CallAuditDigestKey', 'CallAuditStream'] : [];
    const role = config.apiGateway.accountRole === 'create' ? ['PrivateApiAccount', 'PrivateApiCloudWatchRole'] : [];
    const kept = resources.filter(({ policy }) => policy !== GONE);

    expect(kept.map(({ id }) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual(
      [...tables, ...calls, ...role, 'LoadBalancerAccessLogs'].sort(),
    );
    for (const { policy } of kept) expect(policy).toBe(KEPT);
  });

  // CloudFormation sends a request for each place, and more than 70 throttled it: https://github.com/aws/aws-cdk/issues/38010
  test('uses values of other stacks in few places, and never as an export', () => {
    const places = otherStacksIn(service.toJSON());
    expect(places.length).toBeLessThanOrEqual(config.edge.domainName === undefined ? 15 : 10);
    for (const { template } of app.synth().stacks) {
      expect(JSON.stringify(template)).not.toMatch(/Fn::ImportValue|"Export"/);
      // Where a Region knows the function less well than others, an output is the place that refused it.
      for (const { Value } of Object.values<Json>(template.Outputs ?? {})) {
        expect(Object.keys(Object(Value))).not.toContain('Fn::GetStackOutput');
      }
    }
  });

  test('protects tables and load balancer as its file does', () => {
    const { deletionProtection, pointInTimeRecovery } = config.catalog;
    const stacks = app
      .synth()
      .stacks.map(({ stackName, terminationProtection = false }) => [
        stackName.replace(/^.*-/, ''),
        terminationProtection,
      ]);
    expect(Object.fromEntries(stacks)).toEqual({
      Data: deletionProtection,
      Network: config.edge.deletionProtection,
      Service: false,
    });
    const tables = ofType('AWS::DynamoDB::GlobalTable').filter(({ id }) => !id.startsWith('State'));
    expect(tables).toHaveLength(2);
    for (const { properties } of tables) {
      expect(properties.Replicas).toEqual([
        expect.objectContaining({
          Region: config.region,
          DeletionProtectionEnabled: deletionProtection,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: pointInTimeRecovery },
        }),
      ]);
    }
    const [balancer] = ofType('AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(balancer?.properties.Scheme).toBe(config.edge.scheme);
    expect(balancer?.properties.LoadBalancerAttributes).toEqual(
      expect.arrayContaining([
        { Key: 'deletion_protection.enabled', Value: String(config.edge.deletionProtection) },
        { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
        { Key: 'access_logs.s3.enabled', Value: 'true' },
      ]),
    );
  });

  test('admits the addresses of its file to the listener, and the load balancer to the endpoint', () => {
    const inline = ofType('AWS::EC2::SecurityGroup').flatMap(({ properties }) => properties.SecurityGroupIngress ?? []);
    const port = config.insecureHttp ? 80 : 443;
    expect(inline.map(({ CidrIp, CidrIpv6, FromPort, ToPort }) => [CidrIp ?? CidrIpv6, FromPort, ToPort])).toEqual(
      config.edge.allowedCidrs.map((block) => [block, port, port]),
    );
    const [ingress, ...others] = ofType('AWS::EC2::SecurityGroupIngress');
    expect(others).toEqual([]);
    expect(ingress?.properties).toMatchObject({ FromPort: 443, ToPort: 443, SourceSecurityGroupId: expect.anything() });
    const [listener] = ofType('AWS::ElasticLoadBalancingV2::Listener');
    const tls = { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-PQ-2025-09' };
    expect(listener?.properties).toMatchObject({ Port: port, ...(config.insecureHttp ? { Protocol: 'HTTP' } : tls) });
  });

  test('reaches the private API through its endpoint alone', () => {
    const [endpoint] = ofType('AWS::EC2::VPCEndpoint');
    const [api] = ofType('AWS::ApiGateway::RestApi');
    expect(endpoint?.properties.PrivateDnsEnabled).toBe(false);
    expect(api?.properties.EndpointConfiguration.Types).toEqual(['PRIVATE']);
    expect(api?.properties.Policy.Statement).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { 'aws:SourceVpce': { Ref: endpoint?.id } } } }),
    ]);
    const callers = ofType('AWS::Lambda::Permission').map(({ properties }) => properties.Principal);
    expect([...new Set(callers)].sort()).toEqual(['apigateway.amazonaws.com', 'elasticloadbalancing.amazonaws.com']);
    for (const { properties } of ofType('AWS::Lambda::Permission')) expect(properties).toHaveProperty('SourceArn');
  });

  test('allows no action by wildcard, and only actions without resource-level permissions on every resource', () => {
    const statements = [...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::Role')].flatMap(({ properties }) => [
      ...(properties.PolicyDocument?.Statement ?? []),
      ...(properties.Policies ?? []).flatMap(({ PolicyDocument }: Json) => PolicyDocument.Statement),
    ]);
    const actions = (statement: Json): string[] => [statement.Action].flat();
    expect(statements.flatMap(actions).filter((action) => action.includes('*'))).toEqual([]);
    const everywhere = statements.filter(({ Resource }) => [Resource].flat().includes('*')).flatMap(actions);
    expect([...new Set(everywhere)].filter((action) => !ON_EVERY_RESOURCE.includes(action))).toEqual([]);
  });

  test('has roles that one service of AWS assumes', () => {
    for (const { properties } of ofType('AWS::IAM::Role')) {
      const [{ Effect, Action, Principal }, ...others] = properties.AssumeRolePolicyDocument.Statement;
      expect({ Effect, Action, others }).toEqual({ Effect: 'Allow', Action: 'sts:AssumeRole', others: [] });
      expect(SERVICES).toContain(Principal.Service);
    }
  });

  test('keeps every log for the days of its file, and encrypts logs, secrets and queues with its key', () => {
    const groups = ofType('AWS::Logs::LogGroup');
    for (const { id, properties } of groups) {
      const days = id.startsWith('CallAudit') ? config.audit.retentionDays : config.logs.retentionDays;
      expect(properties.RetentionInDays).toBe(days);
    }
    for (const { properties } of [...groups, ...ofType('AWS::SecretsManager::Secret')]) {
      expect(properties.KmsKeyId).toBe(config.kms.keyArn);
    }
    for (const { properties } of ofType('AWS::SQS::Queue')) expect(properties.KmsMasterKeyId).toBe(config.kms.keyArn);
  });

  test('puts its functions where its file does, each with a log of its own', () => {
    const { toolkit, ...own } = config.functions;
    const functions = Object.values(service.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
    const placed = functions.filter(({ VpcConfig }) => VpcConfig !== undefined);
    const expected = [...Object.values(own), ...Object.values(toolkit)].flatMap(({ vpc }) =>
      vpc === undefined ? [] : [{ SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds }],
    );
    expect(placed.map(({ VpcConfig }) => VpcConfig).sort(byText)).toEqual(expected.sort(byText));
    const logs = functions.map(({ LoggingConfig }) => LoggingConfig.LogGroup.Ref);
    expect(new Set(logs).size).toBe(functions.length);
  });
}

/** The values of other stacks that a value uses, once for each place. */
function otherStacksIn(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { 'Fn::GetStackOutput': found, ...others } = value;
  return [...(found === undefined ? [] : [found.OutputName]), ...Object.values(others).flatMap(otherStacksIn)];
}

function byText(a: Json, b: Json): number {
  return JSON.stringify(a).localeCompare(JSON.stringify(b));
}

function allResources({ data, network, service }: SynthesizedStage): Resource[] {
  return [data, network, service].flatMap((template) =>
    Object.entries(template.toJSON().Resources ?? {}).map(([id, resource]: [string, Json]) => ({
      id,
      type: resource.Type,
      policy: [resource.DeletionPolicy ?? 'Delete', resource.UpdateReplacePolicy ?? 'Delete'].join(', '),
      properties: resource.Properties ?? {},
    })),
  );
}
