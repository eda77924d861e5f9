import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BEFORE_CHECKS } from '../../../../bin/cli/doctor/before/index.ts';
import { REPOSITORY_ROOT } from '../../../../lib/bundle.ts';
import { Access, readStatements } from '../../../../local/iam/index.ts';
import { resolverOf } from '../../../local/support/templates.ts';
import { ACCOUNT, REGION, type World } from '../../../support/aws-account/index.ts';
import { useAccount } from './support/doctor.ts';

const { check, calls, failNext } = useAccount();

const VPC = 'vpc-0000000000000000a';
const SUBNETS = ['subnet-00000000000000001', 'subnet-00000000000000002'];
const GROUP = 'sg-00000000000000001';

const ZONED =
  'edge: { allowedCidrs: [203.0.113.7/32], domainName: mcp.acme.dev, hostedZone: { id: Z0123456789, name: acme.dev } }\n';

/** Stages and accounts that make the checks read everything that they can read. */
const SITUATIONS: readonly { readonly lines: string; readonly world: Partial<World> }[] = [
  {
    lines: '',
    world: {
      parameters: {
        '/spillway/test/certificate-arn': {
          type: 'String',
          value: `arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012`,
        },
      },
    },
  },
  { lines: ZONED, world: { hostedZones: { Z0123456789: { name: 'acme.dev' } } } },
  {
    lines: [
      ZONED,
      `network: { existing: { vpcId: ${VPC}, subnetIds: [${SUBNETS.join(', ')}], zones: [eu-west-1a, eu-west-1b] } }`,
      'functions:',
      '  direct: { reservedConcurrency: 10 }',
      `  stream: { vpc: { subnetIds: [${SUBNETS[0]}], securityGroupIds: [${GROUP}] } }`,
      '',
    ].join('\n'),
    world: {
      stacks: {
        'Spillway-test-Network': { status: 'CREATE_COMPLETE' },
        'Spillway-test-Service': {
          status: 'ROLLBACK_FAILED',
          resources: [{ type: 'AWS::Lambda::Function', id: 'Spillway-test-Service-FunctionsDirect-1A2B' }],
        },
      },
      subnets: SUBNETS.map((id, index) => ({ id, vpc: VPC, zone: `eu-west-1${'ab'.charAt(index)}` })),
      securityGroups: [{ id: GROUP, vpc: VPC, egress: ['-1'] }],
    },
  },
];

/** What each check calls in each situation. */
async function callsOfChecks() {
  const all = [];
  for (const { id, title } of BEFORE_CHECKS) {
    for (const situation of SITUATIONS) {
      const from = calls().length;
      await check(id, situation);
      all.push({ id, title, situation, called: calls().slice(from) });
    }
  }
  return all;
}

/** STS answers it to every caller. AWS: STS/latest/APIReference/API_GetCallerIdentity.html */
const NEEDS_NO_PERMISSION = 'sts:GetCallerIdentity';

test('docs/iam/doctor.json has exactly the actions that the checks call, on the resources that they read', async () => {
  const text = readFileSync(join(REPOSITORY_ROOT, 'docs/iam/doctor.json'), 'utf8');
  const PolicyDocument = JSON.parse(text.replaceAll('eu-central-1', REGION).replaceAll('prod', 'test'));
  const Properties = {
    RoleName: 'doctor',
    AssumeRolePolicyDocument: {},
    Policies: [{ PolicyName: 'p', PolicyDocument }],
  };
  const resolver = resolverOf({ Test: { Resources: { Role: { Type: 'AWS::IAM::Role', Properties } } } });
  const arn = `arn:aws:iam::${ACCOUNT}:role/doctor`;
  const statements = readStatements(resolver, arn);

  const called = (await callsOfChecks())
    .flatMap((call) => call.called)
    .filter(({ action }) => action !== NEEDS_NO_PERMISSION);

  const allowed = statements.flatMap(({ actions }) => actions);
  expect([...allowed].sort()).toEqual([...new Set(called.map(({ action }) => action))].sort());
  const access = new Access(() => {});
  for (const { action, resource } of called) access.assertAllowed({ arn, statements }, action, resource);
});

test('a check that is not allowed to read something is skipped, and names the action', async () => {
  for (const { id, title, situation, called } of await callsOfChecks()) {
    for (const action of new Set(called.map((call) => call.action))) {
      const world = { ...situation.world, denied: [action] };

      expect(await check(id, { ...situation, world })).toEqual([
        {
          status: 'skipped',
          expected: `${title}: can be read.`,
          seen: `The credentials are not allowed to call ${action}.`,
          fix: `Allow ${action}; docs/iam/doctor.json has every action that doctor calls.`,
        },
      ]);
    }
  }
});

test('credentials that AWS does not accept fail one check, and skip the others', async () => {
  failNext('ExpiredToken');
  const [account] = await check('aws-account');
  expect(account).toMatchObject({ status: 'failed', key: 'region' });
  expect(account?.fix).toContain('aws sso login');
  expect(account?.fix).toContain('aws account enable-region --region-name eu-west-1');

  failNext('UnrecognizedClientException');
  expect(await check('concurrency')).toEqual([expect.objectContaining({ status: 'skipped', fix: 'See aws-account.' })]);
});

test('a read that is throttled is repeated', async () => {
  failNext('RequestLimitExceeded', 'RequestLimitExceeded');
  expect(await check('region')).toEqual([expect.objectContaining({ status: 'passed' })]);

  failNext(...Array.from({ length: 3 }, () => 'ThrottlingException'));
  expect(await check('tables')).toEqual([
    expect.objectContaining({ status: 'skipped', seen: expect.stringContaining('received no answer') }),
  ]);
});

test('a service that cannot be reached skips the check', async () => {
  const [outcome] = await check('tables', { endpoint: 'http://127.0.0.1:1' });

  expect(outcome).toMatchObject({ status: 'skipped' });
  expect(outcome?.seen).toMatch(/^cloudformation:DescribeStacks received no answer: .*ECONNREFUSED/);
});

test('an error that no check expects is not hidden', async () => {
  failNext('InternalFailureOfOurs');

  await expect(check('quotas')).rejects.toThrow('The message of the service.');
});
