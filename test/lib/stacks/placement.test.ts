import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { loadStage, type StageConfig } from '../../../lib/config/index.ts';
import { expectPlayable } from './playable.ts';
import { findings } from './review.ts';
import { type Json, onlyResource, outputOf, type SynthesizedStage, synthesize } from './synthesize.ts';

const PROD = loadStage(REPOSITORY_ROOT, 'prod');

/** What every stage must be, wherever it lies. */
function describeEvery({ app, directory }: SynthesizedStage): void {
  test('is synthesized without a look-up', () => {
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('has no finding of cdk-nag', () => {
    expect(findings(app)).toEqual([]);
  });

  test('can be played by the local stack', () => expectPlayable(directory));
}

const subnets = ({ network }: SynthesizedStage): Json[] =>
  Object.entries(network.findResources('AWS::EC2::Subnet')).map(([id, { Properties }]: [string, Json]) => ({
    id,
    ...Properties,
  }));

describe('an internal stage', () => {
  const stage = synthesize('prod', { ...PROD, edge: { ...PROD.edge, scheme: 'internal' } });
  describeEvery(stage);

  test('has a load balancer with private addresses, in subnets of its own', () => {
    const { properties } = onlyResource(stage.network, 'AWS::ElasticLoadBalancingV2::LoadBalancer');

    expect(properties.Scheme).toBe('internal');
    expect(properties.Subnets).toEqual([1, 2].map((n) => ({ Ref: expect.stringContaining(`InternalSubnet${n}`) })));
  });

  test('has no way to the internet', () => {
    stage.network.resourceCountIs('AWS::EC2::InternetGateway', 0);
    stage.network.resourceCountIs('AWS::EC2::Route', 0);
  });

  test('shares no address with the subnets of an internet-facing one, so that a stage can change its scheme', () => {
    const facing = synthesize('prod', PROD);
    const blocks = (found: Json[], group: string) =>
      found.filter(({ id }) => id.includes(group)).map(({ CidrBlock }) => CidrBlock);

    expect(blocks(subnets(facing), 'Public')).toEqual(['10.83.0.0/26', '10.83.0.64/26']);
    expect(blocks(subnets(facing), 'Endpoint')).toEqual(blocks(subnets(stage), 'Endpoint'));
    expect(blocks(subnets(stage), 'Internal')).toEqual(['10.83.0.192/27', '10.83.0.224/27']);
  });
});

describe('a stage in the smallest block', () => {
  test.each(['internal', 'internet-facing'] as const)('has room for its subnets: %s', (scheme) => {
    const stage = synthesize('prod', {
      ...PROD,
      edge: { ...PROD.edge, scheme },
      network: { cidr: '10.9.8.0/24' },
    });
    expect(subnets(stage)).toHaveLength(4);
  });
});

describe('a stage that names its zones', () => {
  const stage = synthesize('prod', {
    ...PROD,
    account: '111122223333',
    network: { ...PROD.network, zones: ['us-east-1b', 'us-east-1d'] },
  });
  describeEvery(stage);

  test('has its subnets there', () => {
    const zones = subnets(stage).map(({ AvailabilityZone }) => AvailabilityZone);
    expect(zones).toEqual(['us-east-1b', 'us-east-1d', 'us-east-1b', 'us-east-1d']);
  });
});

describe('a stage in an existing VPC', () => {
  const subnetIds = ['subnet-00000001', 'subnet-00000002', 'subnet-00000003'];
  const stage = synthesize('prod', {
    ...PROD,
    edge: { ...PROD.edge, scheme: 'internal' },
    network: {
      ...PROD.network,
      existing: { vpcId: 'vpc-01234567', subnetIds, zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'] },
    },
  });
  describeEvery(stage);

  test('creates nothing of a VPC but its two security groups', () => {
    const { Resources }: Json = stage.network.toJSON();
    const types = Object.values(Resources).map(({ Type }: Json) => Type);
    expect(types.filter((type) => type.startsWith('AWS::EC2::')).sort()).toEqual([
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::SecurityGroupEgress',
      'AWS::EC2::SecurityGroupIngress',
    ]);
    for (const { Properties } of Object.values(stage.network.findResources('AWS::EC2::SecurityGroup'))) {
      expect(Properties.VpcId).toBe('vpc-01234567');
    }
  });

  test('has load balancer and endpoint in its subnets, and a target in each', () => {
    expect(onlyResource(stage.network, 'AWS::ElasticLoadBalancingV2::LoadBalancer').properties).toMatchObject({
      Subnets: subnetIds,
      Scheme: 'internal',
    });
    expect(onlyResource(stage.service, 'AWS::EC2::VPCEndpoint').properties).toMatchObject({
      VpcId: 'vpc-01234567',
      SubnetIds: subnetIds,
      SecurityGroupIds: [outputOf('prod', 'Network', /EndpointSecurityGroup/)],
    });
    const { Targets } = onlyResource(stage.service, 'AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetType: 'ip',
    }).properties;
    expect(Targets).toHaveLength(3);
  });
});

describe('a stage with a hosted zone', () => {
  const edge = { ...PROD.edge, domainName: 'mcp.example.com', hostedZone: { id: 'Z0123', name: 'example.com' } };
  const stage = synthesize('prod', { ...PROD, edge });
  describeEvery(stage);

  test('points the name to the load balancer', () => {
    const { properties } = onlyResource(stage.service, 'AWS::Route53::RecordSet');
    expect(properties).toEqual({
      Name: 'mcp.example.com.',
      Type: 'A',
      HostedZoneId: 'Z0123',
      AliasTarget: {
        DNSName: { 'Fn::Join': ['', ['dualstack.', outputOf('prod', 'Network', /DNSName/)]] },
        HostedZoneId: outputOf('prod', 'Network', /CanonicalHostedZoneID/),
      },
    });
  });

  test('has a certificate that a record of the zone validates, and needs no parameter', () => {
    const { id, properties } = onlyResource(stage.service, 'AWS::CertificateManager::Certificate');
    expect(properties).toMatchObject({
      DomainName: 'mcp.example.com',
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ DomainName: 'mcp.example.com', HostedZoneId: 'Z0123' }],
    });
    const listener = onlyResource(stage.service, 'AWS::ElasticLoadBalancingV2::Listener');
    expect(listener.properties.Certificates).toEqual([{ CertificateArn: { Ref: id } }]);
    expect(stage.service.findParameters('*', { Default: '/spillway/prod/certificate-arn' })).toEqual({});
  });

  test('with plain HTTP has the record alone', () => {
    const { service } = synthesize('prod', { ...PROD, insecureHttp: true, edge });

    service.resourceCountIs('AWS::Route53::RecordSet', 1);
    service.resourceCountIs('AWS::CertificateManager::Certificate', 0);
  });
});

describe('a stage with a certificate', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
  const stage = synthesize('prod', { ...PROD, edge: { ...PROD.edge, certificateArn } });
  describeEvery(stage);

  test('uses it in place of the parameter', () => {
    const listener = onlyResource(stage.service, 'AWS::ElasticLoadBalancingV2::Listener');
    expect(listener.properties.Certificates).toEqual([{ CertificateArn: certificateArn }]);
    expect(stage.service.findParameters('*', { Default: '/spillway/prod/certificate-arn' })).toEqual({});
  });
});

describe('a stage with functions in a VPC', () => {
  const vpc = { subnetIds: ['subnet-00000001', 'subnet-00000002'], securityGroupIds: ['sg-00000001'] };
  const { stream, worker, toolkit, ...others } = PROD.functions;
  const config: StageConfig = {
    ...PROD,
    functions: {
      ...others,
      stream: { ...stream, vpc },
      worker,
      toolkit: {
        ...toolkit,
        rank: { entry: 'rank.ts', memoryMb: 512, timeoutSeconds: 60, environment: {}, permissions: [], vpc },
      },
    },
  };
  const stage = synthesize('prod', config);
  describeEvery(stage);

  test('has these functions in its subnets, and no other', () => {
    const placed = Object.values(stage.service.findResources('AWS::Lambda::Function'))
      .map(({ Properties }: Json) => [Properties.Description, Properties.VpcConfig])
      .filter(([, found]) => found !== undefined);
    const expected = { SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds };
    expect(placed).toEqual([
      ['Spillway prod: toolkit function rank', expected],
      ['Spillway prod: calls, streamed', expected],
    ]);
  });

  test('lets Lambda create their network interfaces, and only theirs', () => {
    const policies = Object.entries(stage.service.findResources('AWS::IAM::Policy')).filter(
      ([, { Properties }]: [string, Json]) =>
        Properties.PolicyDocument.Statement.some(({ Sid }: Json) => Sid === 'EnterVpc'),
    );
    expect(policies.map(([id]) => id.replace(/Role.*$/, '')).sort()).toEqual(['FunctionsStream', 'Functionsrank']);
  });

  test('has another version of a function that moves', () => {
    const before = Object.keys(synthesize('prod', PROD).service.findResources('AWS::Lambda::Version'));

    const after = Object.keys(stage.service.findResources('AWS::Lambda::Version'));

    expect(after.filter((id) => !before.includes(id) && id.startsWith('FunctionsStream'))).toHaveLength(1);
  });
});

describe('a stage with IPv6', () => {
  const edge = {
    ...PROD.edge,
    ipAddressType: 'dualstack',
    allowedCidrs: ['203.0.113.0/24', '2001:db8::/32'],
    domainName: 'mcp.example.com',
    hostedZone: { id: 'Z0123', name: 'example.com' },
  } as const;
  const stage = synthesize('prod', { ...PROD, edge: { ...edge, allowedCidrs: [...edge.allowedCidrs] } });
  describeEvery(stage);

  test('has a load balancer with both families of addresses, in subnets with both', () => {
    const { properties } = onlyResource(stage.network, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(properties.IpAddressType).toBe('dualstack');
    onlyResource(stage.network, 'AWS::EC2::VPCCidrBlock', { AmazonProvidedIpv6CidrBlock: true });
    for (const subnet of subnets(stage)) expect(subnet).toHaveProperty('Ipv6CidrBlock');
    stage.network.hasResourceProperties('AWS::EC2::Route', { DestinationIpv6CidrBlock: '::/0' });
  });

  test('has a record for each family', () => {
    const types = Object.values(stage.service.findResources('AWS::Route53::RecordSet')).map(({ Properties }: Json) => [
      Properties.Name,
      Properties.Type,
    ]);
    expect(types.sort()).toEqual([
      ['mcp.example.com.', 'A'],
      ['mcp.example.com.', 'AAAA'],
    ]);
  });
});

describe('a stage with a key', () => {
  const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012';
  const stage = synthesize('prod', { ...PROD, kms: { keyArn }, audit: { ...PROD.audit, calls: true } });
  describeEvery(stage);

  test('encrypts every table, log group, secret and queue with it', () => {
    for (const template of [stage.network, stage.data, stage.service]) {
      for (const type of ['AWS::Logs::LogGroup', 'AWS::SecretsManager::Secret']) {
        for (const { Properties } of Object.values(template.findResources(type))) {
          expect(Properties.KmsKeyId).toBe(keyArn);
        }
      }
    }
    const [queue] = Object.values(stage.service.findResources('AWS::SQS::Queue'));
    expect(queue?.Properties).toMatchObject({ KmsMasterKeyId: keyArn });
    expect(queue?.Properties).not.toHaveProperty('SqsManagedSseEnabled');
    const tables = Object.values(stage.data.findResources('AWS::DynamoDB::GlobalTable'));
    expect(tables).toHaveLength(3);
    for (const { Properties } of tables) {
      expect(Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
      expect(Properties.Replicas[0].SSESpecification).toEqual({ KMSMasterKeyId: keyArn });
    }
  });

  test('lets its functions use the key through the services that hold its data, and in no other way', () => {
    const used = Object.values(stage.service.findResources('AWS::IAM::Policy')).flatMap(({ Properties }: Json) =>
      Properties.PolicyDocument.Statement.filter(({ Sid }: Json) => Sid === 'UseKey'),
    );
    expect(used).toHaveLength(4);
    for (const { Resource, Condition } of used) {
      expect(Resource).toBe(keyArn);
      expect(Object.keys(Condition.StringEquals)).toEqual(['kms:ViaService']);
      expect(Condition.StringEquals['kms:ViaService']).toHaveLength(4);
    }
  });
});
