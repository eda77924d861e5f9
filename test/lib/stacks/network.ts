import { Match } from 'aws-cdk-lib/assertions';
import { onlyResource, type SynthesizedStage } from './synthesize.ts';

export function describeNetwork({ service, config }: SynthesizedStage): void {
  test('the VPC has a public and an isolated subnet in each of two zones, and no way out for what is inside', () => {
    service.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: config.network.cidr });
    service.resourceCountIs('AWS::EC2::Subnet', 4);
    service.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
    service.resourceCountIs('AWS::EC2::NatGateway', 0);
    service.resourceCountIs('AWS::EC2::EIP', 0);
    service.resourceCountIs('AWS::EC2::Route', 2);
  });

  test('every flow is logged, and kept for the days that the stage sets', () => {
    service.hasResourceProperties('AWS::EC2::FlowLog', { ResourceType: 'VPC', TrafficType: 'ALL' });
    service.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: config.logs.retentionDays });
  });

  test('the endpoint of execute-api leaves the names of other APIs alone', () => {
    service.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      ServiceName: 'com.amazonaws.us-east-1.execute-api',
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: false,
      SubnetIds: [
        { Ref: Match.stringLikeRegexp('EndpointSubnet1') },
        { Ref: Match.stringLikeRegexp('EndpointSubnet2') },
      ],
    });
  });

  test('the endpoint admits the load balancer alone, which reaches nothing else', () => {
    const balancer = { 'Fn::GetAtt': [Match.stringLikeRegexp('^LoadBalancerSecurityGroup'), 'GroupId'] };
    const endpoint = { 'Fn::GetAtt': [Match.stringLikeRegexp('^NetworkEndpointSecurityGroup'), 'GroupId'] };
    const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    service.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    service.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      ...https,
      GroupId: endpoint,
      SourceSecurityGroupId: balancer,
    });
    service.resourceCountIs('AWS::EC2::SecurityGroupEgress', 1);
    service.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      ...https,
      GroupId: balancer,
      DestinationSecurityGroupId: endpoint,
    });
    const group = onlyResource(service, 'AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('endpoint'),
    });
    expect(group.properties).not.toHaveProperty('SecurityGroupIngress');
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
