import { useAccount } from './support/doctor.ts';

const { check } = useAccount();

const SERVICE = 'com.amazonaws.eu-west-1.execute-api';
const zones = (...letters: string[]) => letters.map((letter) => `eu-west-1${letter}`);
const offering = (...letters: string[]) => [
  { name: 'com.amazonaws.eu-west-1.ec2', zones: zones('a') },
  { name: 'com.amazonaws.eu-west-1.ecs', zones: zones('a') },
  { name: SERVICE, zones: zones(...letters) },
];
const stage = (edge: string) => `edge: { domainName: mcp.acme.dev, ${edge} }\n`;

describe('region', () => {
  test('passes where it offers private APIs', async () => {
    expect(await check('region')).toEqual([
      {
        status: 'passed',
        expected: 'eu-west-1 offers interface endpoints of API Gateway.',
        seen: `It offers ${SERVICE} in eu-west-1a, eu-west-1b, eu-west-1c.`,
      },
    ]);
  });

  test('fails where it does not', async () => {
    expect(await check('region', { world: { endpointServices: offering().slice(0, 2) } })).toEqual([
      expect.objectContaining({ status: 'failed', seen: 'It does not offer execute-api.', key: 'region' }),
    ]);
  });

  test('finds the service of another partition', async () => {
    const endpointServices = [{ name: 'cn.com.amazonaws.eu-west-1.execute-api', zones: zones('a', 'b') }];

    expect(await check('region', { world: { endpointServices } })).toEqual([
      expect.objectContaining({ status: 'passed' }),
    ]);
  });
});

describe('zones', () => {
  test('pass with the first two that CloudFormation lists: those with a default subnet', async () => {
    expect(await check('zones')).toEqual([
      expect.objectContaining({
        status: 'passed',
        seen: 'The stage uses eu-west-1a and eu-west-1b, the first two that CloudFormation lists.',
      }),
    ]);
    const subnets = ['c', 'b'].map((letter) => ({
      ...{ id: `subnet-0000000000000000${letter}`, vpc: 'vpc-00000000000000001', isDefault: true },
      zone: `eu-west-1${letter}`,
    }));
    expect(await check('zones', { world: { subnets } })).toEqual([
      expect.objectContaining({ seen: expect.stringContaining('uses eu-west-1b and eu-west-1c,') }),
    ]);
    expect(await check('zones', { world: { subnets: [] } })).toEqual([
      expect.objectContaining({ seen: expect.stringContaining('uses eu-west-1a and eu-west-1b,') }),
    ]);
  });

  test('fail where one of them does not offer the endpoint, and name two that do', async () => {
    expect(await check('zones', { world: { endpointServices: offering('b', 'c') } })).toEqual([
      {
        status: 'failed',
        expected: 'Two zones are available to the account, and offer endpoints of API Gateway.',
        seen: 'eu-west-1a does not offer endpoints of API Gateway.',
        fix: 'Set network.zones: [eu-west-1b, eu-west-1c] before the first deployment; eu-west-1b, eu-west-1c offer it.',
        key: 'network.zones',
      },
    ]);
  });

  test('judge the zones that the stage names', async () => {
    const lines = 'network: { zones: [eu-west-1b, eu-west-1c] }\n';

    expect(await check('zones', { lines, world: { endpointServices: offering('b', 'c') } })).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'The stage uses eu-west-1b and eu-west-1c.' }),
    ]);
    expect(await check('zones', { lines, world: { zones: [{ name: 'eu-west-1a' }, { name: 'eu-west-1b' }] } })).toEqual(
      [expect.objectContaining({ status: 'failed', seen: 'eu-west-1c is not available to the account.' })],
    );
  });

  test('do not count Local Zones and zones that are impaired', async () => {
    const all = [
      { name: 'eu-west-1a' },
      { name: 'eu-west-1b', state: 'impaired' },
      { name: 'eu-west-1-lon-1a', type: 'local-zone' },
    ];

    const [outcome] = await check('zones', { world: { zones: all } });

    expect(outcome).toMatchObject({ status: 'failed', seen: 'CloudFormation lists 1 zones for the account.' });
    expect(outcome?.fix).toContain('Set another Region');
  });
});

describe('own-address', () => {
  test('passes with an address that the stage admits', async () => {
    expect(await check('own-address', { ownAddress: '203.0.113.7' })).toEqual([
      {
        status: 'passed',
        expected: 'edge.allowedCidrs admits the address that you connect from.',
        seen: 'It admits 203.0.113.7.',
      },
    ]);
    const lines = stage('allowedCidrs: [203.0.113.7/32, "2001:db8:7::/48"], ipAddressType: dualstack');
    expect(await check('own-address', { lines, ownAddress: '2001:db8:7::1' })).toEqual([
      expect.objectContaining({ status: 'passed' }),
    ]);
  });

  test('fails with another one, and names the block to add', async () => {
    expect(await check('own-address', { ownAddress: '198.51.100.9' })).toEqual([
      expect.objectContaining({
        status: 'failed',
        seen: '203.0.113.7/32 does not admit 198.51.100.9.',
        fix: 'Add 198.51.100.9/32.',
        key: 'edge.allowedCidrs',
      }),
    ]);
  });

  test('uses an address of this machine where the load balancer can see it', async () => {
    const interfaceAddresses = () => ['127.0.0.1', '::1', 'fe80::1', '203.0.113.7', '10.0.0.9'];

    expect(await check('own-address', { interfaceAddresses })).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'It admits 203.0.113.7, an address of this machine.' }),
    ]);
    const lines = stage('scheme: internal, allowedCidrs: [10.0.0.0/8]');
    expect(await check('own-address', { lines, interfaceAddresses })).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'It admits 10.0.0.9, an address of this machine.' }),
    ]);
  });

  test('is skipped without an address, and for what is not one', async () => {
    expect(await check('own-address', { interfaceAddresses: () => ['10.0.0.9'] })).toEqual([
      expect.objectContaining({ status: 'skipped', fix: expect.stringContaining('--my-address') }),
    ]);
    expect(await check('own-address', { ownAddress: '203.0.113.7/32' })).toEqual([
      expect.objectContaining({
        status: 'skipped',
        seen: '--my-address is "203.0.113.7/32", which is not an address.',
      }),
    ]);
  });

  test('passes for every IPv4 address where the stage is open', async () => {
    expect(await check('own-address', { lines: stage('allowedCidrs: [0.0.0.0/0]') })).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'It admits every IPv4 address.' }),
    ]);
  });
});

describe('network-cidr', () => {
  const stacks = { 'Spillway-test-Network': { status: 'UPDATE_COMPLETE' } };
  const others = ['1', '2', '3'].map((end) => ({ id: `vpc-0000000000000000${end}`, cidr: '172.31.0.0/16' }));
  const vpcs = [...others, { id: 'vpc-0000000000000000f', cidr: '10.90.0.0/16', stack: 'Spillway-test-Network' }];

  test('passes before the first deployment, and with the block of the deployed VPC', async () => {
    expect(await check('network-cidr')).toEqual([expect.objectContaining({ status: 'passed' })]);
    const lines = 'network: { cidr: 10.90.0.0/16 }\n';
    expect(await check('network-cidr', { lines, world: { stacks, vpcs } })).toEqual([
      expect.objectContaining({
        status: 'passed',
        seen: 'The deployed VPC, vpc-0000000000000000f, has 10.90.0.0/16, and network.cidr is 10.90.0.0/16.',
      }),
    ]);
  });

  test('fails with another block', async () => {
    const [outcome] = await check('network-cidr', { world: { stacks, vpcs } });

    expect(outcome).toMatchObject({ status: 'failed', key: 'network.cidr' });
    expect(outcome?.fix).toMatch(/^Set network\.cidr: 10\.90\.0\.0\/16, or destroy the stage/);
  });

  test('fails where the stage moves into an existing VPC, or out of it', async () => {
    const lines =
      'network: { existing: { vpcId: vpc-00000000000000001, subnetIds: [subnet-00000000000000001, subnet-00000000000000002], ' +
      'zones: [eu-west-1a, eu-west-1b] } }\n';

    for (const situation of [{ lines, world: { stacks, vpcs } }, { world: { stacks, vpcs: others } }]) {
      expect(await check('network-cidr', situation)).toEqual([
        expect.objectContaining({ status: 'failed', key: 'network.existing' }),
      ]);
    }
    expect(await check('network-cidr', { lines, world: { stacks, vpcs: others } })).toEqual([
      expect.objectContaining({ status: 'passed' }),
    ]);
  });
});
