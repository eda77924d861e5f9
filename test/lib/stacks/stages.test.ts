import 'aws-cdk-lib/testhelpers/jest-autoclean';
import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { loadStage, parseStage } from '../../../lib/config/index.ts';
import { describeCallAudit } from './call-audit.ts';
import { describeData } from './data.ts';
import { describeEdge } from './edge.ts';
import { describeFunctions } from './functions.ts';
import { describeNetwork } from './network.ts';
import { describePrivateApi } from './private-api.ts';
import { describeReview, findings } from './review.ts';
import { describeSigningKey } from './signing-key.ts';
import { onlyResource, synthesize } from './synthesize.ts';
import { describeToolkit, describeTools } from './tools.ts';

const STAGES = { dev: loadStage(REPOSITORY_ROOT, 'dev'), prod: loadStage(REPOSITORY_ROOT, 'prod') };

// One synthesis for each stage serves all: it takes seconds, an assertion none.
for (const [name, config] of Object.entries(STAGES)) {
  const stage = synthesize(name, config);
  describe(`the stage ${name}`, () => {
    describe('data', () => describeData(stage));
    describe('network', () => describeNetwork(stage));
    describe('functions', () => describeFunctions(stage));
    describe('signing key', () => describeSigningKey(stage));
    describe('tools', () => describeTools(stage));
    describe('private API', () => describePrivateApi(stage));
    describe('edge', () => describeEdge(stage));
    describe('review', () => describeReview(stage));
  });
}

describe('a stage whose tools reach something of every kind', () => {
  const text = readFileSync(new URL('workshop.yaml', import.meta.url), 'utf8');
  const stage = synthesize('workshop', parseStage(text, 'workshop.yaml'));
  describe('functions', () => describeFunctions(stage));
  describe('signing key', () => describeSigningKey(stage));
  describe('tools', () => describeTools(stage));
  describe('toolkit functions', () => describeToolkit(stage));
  describe('review', () => describeReview(stage));
});

describe('a stage that audits calls', () => {
  describeCallAudit(synthesize('prod', { ...STAGES.prod, audit: { calls: true, retentionDays: 365 } }));
});

describe('a stage with a name, a cap and addresses of its own', () => {
  const { network, service, data, app } = synthesize('dev', {
    ...STAGES.dev,
    insecureHttp: false,
    edge: { ...STAGES.dev.edge, domainName: 'mcp.example.com', allowedCidrs: ['203.0.113.0/24', '2001:db8::/32'] },
    functions: {
      ...STAGES.dev.functions,
      worker: { memoryMb: 256, timeoutSeconds: 900 },
      stream: { memoryMb: 2048, timeoutSeconds: 840, reservedConcurrency: 7 },
    },
    tags: { team: 'platform' },
  });

  test('tells agents and functions that name', () => {
    service.hasOutput('Endpoint', { Value: 'https://mcp.example.com/mcp' });
    service.resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      {
        Environment: {
          Variables: {
            SPILLWAY_SETTINGS: {
              'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('"publicUrl":"https://mcp.example.com"')])],
            },
          },
        },
      },
      4,
    );
  });

  test('gives the function its size, and the integration the longest that API Gateway streams within', () => {
    service.hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 2048,
      Timeout: 840,
      ReservedConcurrentExecutions: 7,
    });
    service.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 256, Timeout: 900 });
    service.hasResourceProperties('AWS::ApiGateway::Method', { Integration: { TimeoutInMillis: 870_000 } });
  });

  test('admits both kinds of address', () => {
    network.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [
        Match.objectLike({ CidrIp: '203.0.113.0/24', FromPort: 443 }),
        Match.objectLike({ CidrIpv6: '2001:db8::/32', FromPort: 443 }),
      ],
    });
  });

  test('carries its tags on every stack', () => {
    for (const { tags } of app.synth().stacks) expect(tags).toEqual({ team: 'platform', 'spillway:stage': 'dev' });
  });

  test('creates network and data first', () => {
    const { dependencies } = app.synth().getStackByName('Spillway-dev-Service');
    const stacks = dependencies.map(({ id }) => id).filter((id) => !id.endsWith('.assets'));
    expect(stacks.sort()).toEqual(['Spillway-dev-Data', 'Spillway-dev-Network']);
  });

  test('keeps its data apart from what can be made anew', () => {
    data.resourceCountIs('AWS::DynamoDB::GlobalTable', 3);
    service.resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
  });
});

describe('a stage with an account, whose API Gateway role it creates', () => {
  const stage = synthesize('prod', {
    ...STAGES.prod,
    account: '111122223333',
    apiGateway: { accountRole: 'create' },
    tables: { orders: { table: 'shop-orders', writable: false } },
  });
  const { app, service } = stage;

  test('belongs to that account, so that credentials of another one deploy nothing', () => {
    for (const { environment } of app.synth().stacks) {
      expect(environment).toMatchObject({ account: '111122223333', region: 'us-east-1' });
    }
  });

  test('is synthesized without a look-up', () => {
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('gives API Gateway a role that the other APIs of the account keep', () => {
    service.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'RetainExceptOnCreate' });
    const { CloudWatchRoleArn } = onlyResource(service, 'AWS::ApiGateway::Account').properties;
    const [role] = CloudWatchRoleArn['Fn::GetAtt'];
    expect(service.findResources('AWS::IAM::Role')[role]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
  });

  test('cdk-nag finds nothing in it', () => {
    expect(findings(app)).toEqual([]);
  });
});

describe('a stage with a domain name', () => {
  const edge = { ...STAGES.prod.edge, domainName: 'mcp.example.com' };
  const versions = (allowedOrigins: string[]) => {
    const { service } = synthesize('prod', { ...STAGES.prod, edge: { ...edge, allowedOrigins } });
    return Object.keys(service.findResources('AWS::Lambda::Version')).sort();
  };

  test('has other versions when its settings change', () => {
    const before = versions([]);

    const after = versions(['https://app.example.com']);

    expect(after.filter((id) => before.includes(id))).toEqual([]);
  });
});

test('the shipped stages reserve nothing, because a new account refuses every reservation', () => {
  for (const { functions } of Object.values(STAGES)) {
    const { toolkit, ...own } = functions;
    const sizes = [...Object.values(own), ...Object.values(toolkit)];
    expect(sizes.filter(({ reservedConcurrency }) => reservedConcurrency !== undefined)).toEqual([]);
  }
});

test.each(['0.0.0.0/0', '::/0'])('a stage that requires credentials may admit %s', (cidr) => {
  const config = { ...STAGES.prod, edge: { ...STAGES.prod.edge, allowedCidrs: [cidr] } };

  const { network } = synthesize('prod', config);

  network.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [Match.objectLike({ [cidr.includes(':') ? 'CidrIpv6' : 'CidrIp']: cidr, FromPort: 443 })],
  });
});
