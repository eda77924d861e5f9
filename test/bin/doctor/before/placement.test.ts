import type { World } from '../../../support/aws-account/index.ts';
import { useAccount } from './support/doctor.ts';

const { check } = useAccount();

const VPC = 'vpc-0000000000000000a';
const [FIRST, SECOND, THIRD] = ['subnet-00000000000000001', 'subnet-00000000000000002', 'subnet-00000000000000003'];
const GROUP = 'sg-00000000000000001';
const OPEN = { to: '0.0.0.0/0', via: 'igw-1' };
const NAT = { to: '0.0.0.0/0', via: 'nat-1' };

const first = { id: FIRST, vpc: VPC, zone: 'eu-west-1a' };
const second = { id: SECOND, vpc: VPC, zone: 'eu-west-1b' };
const third = { id: THIRD, vpc: VPC, zone: 'eu-west-1a' };

/** A VPC with three subnets: the first two are public, the last one uses the main table, which is closed. */
const NETWORK = {
  vpcs: [{ id: VPC, cidr: '10.0.0.0/16' }],
  subnets: [first, second, third],
  routeTables: [
    { id: 'rtb-0', vpc: 'vpc-00000000000000001', routes: [OPEN] },
    { id: 'rtb-1', vpc: VPC, routes: [{ to: '10.0.0.0/16', via: 'local' }] },
    { id: 'rtb-2', vpc: VPC, subnets: [FIRST], routes: [OPEN] },
    { id: 'rtb-3', vpc: VPC, subnets: [SECOND], routes: [OPEN] },
  ],
  securityGroups: [{ id: GROUP, vpc: VPC, egress: ['-1'] }],
} satisfies Partial<World>;

describe('subnets', () => {
  const lines = (edge = '') =>
    `edge: { allowedCidrs: [203.0.113.7/32], domainName: mcp.acme.dev${edge} }\n` +
    `network: { existing: { vpcId: ${VPC}, subnetIds: [${FIRST}, ${SECOND}], zones: [eu-west-1a, eu-west-1b] } }\n`;

  test('pass in the VPC and zones of the stage, with routes to the internet', async () => {
    expect(await check('subnets', { lines: lines(), world: NETWORK })).toEqual([
      {
        status: 'passed',
        expected: `${FIRST} is a subnet of ${VPC} in eu-west-1a, with 8 free addresses, with a route to an internet gateway.`,
        seen: 'It is one, with 250 free addresses and a route to igw-1.',
      },
      expect.objectContaining({ status: 'passed' }),
    ]);
    expect(await check('subnets')).toEqual([expect.objectContaining({ status: 'passed' })]);
  });

  test.each([
    ['does not exist', [second], 'This account and Region have no such subnet.', 'network.existing'],
    [
      'is in another zone',
      [{ ...first, zone: 'eu-west-1c' }, second],
      `It is a subnet of ${VPC} in eu-west-1c.`,
      'network.existing',
    ],
    [
      'is in another VPC',
      [{ ...first, vpc: 'vpc-1' }, second],
      'It is a subnet of vpc-1 in eu-west-1a.',
      'network.existing',
    ],
    ['is full', [{ ...first, free: 7 }, second], 'It has 7 free addresses.', 'network.existing'],
  ])('fail if one %s', async (_, subnets, seen, key) => {
    expect(await check('subnets', { lines: lines(), world: { ...NETWORK, subnets } })).toEqual([
      expect.objectContaining({ status: 'failed', seen, key, fix: expect.any(String) }),
      expect.objectContaining({ status: 'passed' }),
    ]);
  });

  test('fail without a route to the internet, unless the load balancer is internal', async () => {
    const routeTables = [
      { id: 'rtb-1', vpc: VPC, routes: [] },
      { id: 'rtb-2', vpc: VPC, subnets: [FIRST], routes: [NAT] },
    ];
    const world = { ...NETWORK, routeTables };

    expect(await check('subnets', { lines: lines(), world })).toEqual([
      expect.objectContaining({
        status: 'failed',
        seen: 'It is one, with 250 free addresses and a route to the internet through nat-1.',
        key: 'edge.scheme',
      }),
      expect.objectContaining({
        status: 'failed',
        seen: 'It is one, with 250 free addresses and no route to the internet.',
      }),
    ]);
    expect(await check('subnets', { lines: lines(', scheme: internal'), world })).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'It is one, with 250 free addresses.' }),
      expect.objectContaining({ status: 'passed' }),
    ]);
  });

  test('fail without IPv6 blocks for a load balancer with IPv6 addresses', async () => {
    const dualStack = lines(', ipAddressType: dualstack');

    expect(await check('subnets', { lines: dualStack, world: NETWORK })).toEqual([
      expect.objectContaining({ status: 'failed', seen: 'It has no IPv6 block.', key: 'edge.ipAddressType' }),
      expect.objectContaining({ status: 'failed' }),
    ]);
    const subnets = [first, second, third].map((subnet) => ({ ...subnet, ipv6: '2001:db8::/64' }));
    expect(await check('subnets', { lines: dualStack, world: { ...NETWORK, subnets } })).toEqual([
      expect.objectContaining({ status: 'passed' }),
      expect.objectContaining({ status: 'passed' }),
    ]);
  });
});

describe('routes', () => {
  const placed = (name: string, ...subnets: string[]) =>
    `functions: { ${name}: { vpc: { subnetIds: [${subnets.join(', ')}], securityGroupIds: [${GROUP}] } } }\n`;
  const endpoint = (service: string) => ({ id: `vpce-${service}`, vpc: VPC, service, type: 'Interface' as const });
  const GATEWAY = { id: 'vpce-1', vpc: VPC, service: 'dynamodb', type: 'Gateway' as const };
  const closed = (...routes: World['routeTables'][number]['routes']) => [{ id: 'rtb-1', vpc: VPC, routes }];

  test('pass through a NAT gateway', async () => {
    const world = { ...NETWORK, routeTables: closed(NAT) };

    expect(await check('routes', { lines: placed('stream', THIRD), world })).toEqual([
      {
        status: 'passed',
        expected:
          'The subnets and security groups of stream are in one VPC, and its groups let it connect to port 443.',
        seen: `They are in ${VPC}.`,
      },
      {
        status: 'passed',
        expected: 'stream reaches dynamodb, lambda, secretsmanager from each of its subnets.',
        seen: 'Each has a route to the internet.',
      },
    ]);
  });

  test('pass through endpoints, and warn that public addresses are out of reach', async () => {
    const routeTables = closed({ to: 'pl-1', via: GATEWAY.id });
    const world = { ...NETWORK, routeTables, endpoints: [GATEWAY, endpoint('lambda'), endpoint('secretsmanager')] };

    expect(await check('routes', { lines: placed('worker', THIRD), world })).toEqual([
      expect.objectContaining({ status: 'passed' }),
      expect.objectContaining({ status: 'passed', seen: 'The VPC has endpoints of them.' }),
      expect.objectContaining({
        status: 'warned',
        seen: `${THIRD}: no route to public addresses.`,
        key: 'functions.worker.vpc',
      }),
    ]);
  });

  const ALL = 'dynamodb, lambda, secretsmanager';
  test.each<[string, World['routeTables'][number]['routes'], World['endpoints'], string]>([
    ['nothing', [], [], ALL],
    ['an internet gateway', [OPEN], [], ALL],
    ['a NAT gateway that was deleted', [{ ...NAT, state: 'blackhole' }], [], ALL],
    ['endpoints without one of them', [], [endpoint('lambda'), endpoint('secretsmanager')], 'dynamodb'],
    ['a gateway endpoint of other route tables', [], [GATEWAY, endpoint('lambda')], 'dynamodb, secretsmanager'],
    ['an endpoint without private DNS', [], [{ ...endpoint('lambda'), privateDns: false }], ALL],
    ['an endpoint that is not ready', [], [{ ...endpoint('lambda'), state: 'pending' }], ALL],
  ])('fail with %s', async (_, routes, endpoints, missing) => {
    const world = { ...NETWORK, routeTables: closed(...routes), endpoints };

    const [, outcome] = await check('routes', { lines: placed('stream', THIRD), world });

    expect(outcome).toMatchObject({ status: 'failed', key: 'functions.stream.vpc' });
    expect(outcome?.seen).toContain(`${THIRD}: no route to ${missing}.`);
    expect(outcome?.fix).toContain('NAT gateway');
  });

  test('include the services of secrets in Parameter Store and of roles', async () => {
    const lines =
      `${placed('worker', THIRD)}secrets: { store: ssm }\n` +
      'awsRoles: { reports: "arn:aws:iam::111122223333:role/reports" }\n';

    const [, outcome] = await check('routes', { lines, world: NETWORK });

    expect(outcome?.expected).toBe('worker reaches dynamodb, ssm, sts, lambda from each of its subnets.');
  });

  test.each([
    ['subnets that do not exist', { subnets: [] }, `This account and Region do not have ${THIRD}.`],
    ['groups that do not exist', { securityGroups: [] }, `This account and Region do not have ${GROUP}.`],
    [
      'groups of another VPC',
      { securityGroups: [{ id: GROUP, vpc: 'vpc-1', egress: ['-1'] }] },
      `They are in ${VPC}, vpc-1.`,
    ],
    [
      'groups that let nothing out',
      { securityGroups: [{ id: GROUP, vpc: VPC, egress: ['tcp 5432'] }] },
      `${GROUP} have no outbound rule for port 443.`,
    ],
  ])('fail with %s', async (_, changes, seen) => {
    expect(await check('routes', { lines: placed('stream', THIRD), world: { ...NETWORK, ...changes } })).toEqual([
      expect.objectContaining({ status: 'failed', seen, fix: expect.any(String), key: 'functions.stream.vpc' }),
    ]);
  });

  test('leave the services of a toolkit function to its author', async () => {
    const lines =
      'functions: { rank: { entry: examples/countries/functions/rank.ts, ' +
      `vpc: { subnetIds: [${THIRD}], securityGroupIds: [${GROUP}] } } }\n`;

    expect(await check('routes', { lines, world: NETWORK })).toEqual([
      expect.objectContaining({ status: 'passed', seen: `They are in ${VPC}.` }),
      expect.objectContaining({ status: 'warned', key: 'functions.rank.vpc' }),
    ]);
    expect(await check('routes')).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'No function of the stage is in a VPC.' }),
    ]);
  });
});
