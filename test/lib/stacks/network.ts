import { Match } from 'aws-cdk-lib/assertions';
import { BOOTSTRAP_VERSION } from '../../../bin/cli/doctor/before/account/bootstrap.ts';
import { type Json, onlyResource, outputOf, type SynthesizedStage } from './synthesize.ts';

/** The logical ids that a value refers to. */
function idsIn(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (typeof value.Ref === 'string') return [value.Ref];
  if (Array.isArray(value['Fn::GetAtt'])) return [value['Fn::GetAtt'][0]];
  return Object.values(value).flatMap(idsIn);
}

export function describeNetwork({ app, stage, network, service, config }: SynthesizedStage): void {
  test('the VPC has a public and an isolated subnet in each of two zones, and no way out for what is inside', () => {
    network.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: config.network.cidr });
    network.resourceCountIs('AWS::EC2::Subnet', 4);
    network.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
    network.resourceCountIs('AWS::EC2::NatGateway', 0);
    network.resourceCountIs('AWS::EC2::EIP', 0);
    network.resourceCountIs('AWS::EC2::Route', 2);
  });

  test('the zones are those that CloudFormation lists, so that synthesis looks nothing up', () => {
    const zones = Object.values(network.findResources('AWS::EC2::Subnet')).map(
      ({ Properties }: Json) => Properties.AvailabilityZone,
    );
    const zone = (index: number) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] });
    expect(zones).toEqual([zone(0), zone(1), zone(0), zone(1)]);
  });

  test('the bootstrap version that the template requires is the one that doctor checks', () => {
    const { Rules: rules, Parameters: parameters } = network.toJSON();

    expect(parameters.BootstrapVersion.Default).toBe('/cdk-bootstrap/hnb659fds/version');
    const tooOld = Array.from({ length: BOOTSTRAP_VERSION - 1 }, (_, index) => String(index + 1));
    expect(rules.CheckBootstrapVersion.Assertions).toEqual([
      expect.objectContaining({ Assert: { 'Fn::Not': [{ 'Fn::Contains': [tooOld, { Ref: 'BootstrapVersion' }] }] } }),
    ]);
  });

  test('every flow is logged, and kept for the days that the stage sets', () => {
    network.hasResourceProperties('AWS::EC2::FlowLog', { ResourceType: 'VPC', TrafficType: 'ALL' });
    network.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: config.logs.retentionDays });
  });

  test('the endpoint of execute-api leaves the names of other APIs alone', () => {
    service.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      ServiceName: 'com.amazonaws.us-east-1.execute-api',
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: false,
    });
    const { properties } = onlyResource(service, 'AWS::EC2::VPCEndpoint');
    expect(properties).toMatchObject({
      VpcId: outputOf(stage, 'Network', /Vpc/),
      SubnetIds: [1, 2].map((n) => outputOf(stage, 'Network', new RegExp(`EndpointSubnet${n}`))),
      SecurityGroupIds: [outputOf(stage, 'Network', /EndpointSecurityGroup.*GroupId/)],
    });
  });

  test('the endpoint carries POST to APIs of the account only', () => {
    const { PolicyDocument } = onlyResource(service, 'AWS::EC2::VPCEndpoint').properties;
    expect(PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'execute-api:Invoke',
        Resource: { 'Fn::Join': ['', ['arn:aws:execute-api:us-east-1:', { Ref: 'AWS::AccountId' }, ':*/live/POST/*']] },
      },
    ]);
  });

  test('the endpoint admits the load balancer alone, which reaches nothing else', () => {
    const balancer = { 'Fn::GetAtt': [Match.stringLikeRegexp('^LoadBalancerSecurityGroup'), 'GroupId'] };
    const endpoint = { 'Fn::GetAtt': [Match.stringLikeRegexp('^NetworkEndpointSecurityGroup'), 'GroupId'] };
    const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    network.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    network.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      ...https,
      GroupId: endpoint,
      SourceSecurityGroupId: balancer,
    });
    network.resourceCountIs('AWS::EC2::SecurityGroupEgress', 1);
    network.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      ...https,
      GroupId: balancer,
      DestinationSecurityGroupId: endpoint,
    });
    const group = onlyResource(network, 'AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('endpoint'),
    });
    expect(group.properties).not.toHaveProperty('SecurityGroupIngress');
  });

  test('the load balancer is created last: it may be protected, and a failure after it could not be rolled back', () => {
    const balancer = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
    const [{ DependsOn }]: Json[] = Object.values(network.findResources(balancer)).map((found: Json) => found);
    const { Resources }: Json = network.toJSON();
    const others = Object.keys(Resources).filter((id) => Resources[id].Type !== balancer);
    const reached = new Set<string>();
    const open: string[] = [...DependsOn, ...idsIn(Resources[onlyResource(network, balancer).id].Properties)];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (reached.has(id) || Resources[id] === undefined) continue;
      reached.add(id);
      open.push(...(Resources[id].DependsOn ?? []), ...idsIn(Resources[id].Properties));
    }
    expect([...reached].sort()).toEqual(others.sort());
  });

  test(`the stack is ${config.edge.deletionProtection ? '' : 'not '}protected`, () => {
    const artifact = app.synth().getStackByName(`Spillway-${stage}-Network`);
    expect(artifact.terminationProtection ?? false).toBe(config.edge.deletionProtection);
  });

  test('the addresses of both network interfaces are looked up, each by its own id', () => {
    service.resourceCountIs('Custom::EndpointAddress', 2);
    for (const index of [0, 1]) {
      const interfaceId = { 'Fn::Select': [index, { 'Fn::GetAtt': [Match.anyValue(), 'NetworkInterfaceIds'] }] };
      service.hasResourceProperties('Custom::EndpointAddress', {
        InstallLatestAwsSdk: false,
        Create: {
          'Fn::Join': [
            '',
            [
              '{"service":"EC2","action":"describeNetworkInterfaces","parameters":{"NetworkInterfaceIds":["',
              interfaceId,
              '"]},"physicalResourceId":{"id":"',
              interfaceId,
              '"},"outputPaths":["NetworkInterfaces.0.PrivateIpAddress"]}',
            ],
          ],
        },
      });
    }
  });
}
