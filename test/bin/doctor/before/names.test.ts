import { ACCOUNT } from '../../../support/aws-account/index.ts';
import { NOW, useAccount } from './support/doctor.ts';

const { check } = useAccount();

const PARAMETER = '/spillway/test/certificate-arn';
const ARN = `arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012`;
const NAMED = `edge: { allowedCidrs: [203.0.113.7/32], domainName: mcp.acme.dev, certificateArn: "${ARN}" }\n`;
const ZONED =
  'edge: { allowedCidrs: [203.0.113.7/32], domainName: mcp.acme.dev, hostedZone: { id: Z0123456789, name: acme.dev } }\n';
const PLAIN = 'edge: { allowedCidrs: [203.0.113.7/32] }\ninsecureHttp: true\n';

/** An issued certificate of ACM that is renewed, with what differs. */
const certificate = (changes: object) => ({
  [ARN]: {
    DomainName: 'mcp.acme.dev',
    SubjectAlternativeNames: ['mcp.acme.dev'],
    Status: 'ISSUED',
    Type: 'AMAZON_ISSUED',
    NotAfter: NOW / 1000 + 200 * 86_400,
    RenewalEligibility: 'ELIGIBLE',
    ...changes,
  },
});
const parameters = (value: string, type = 'String') => ({ [PARAMETER]: { type, value } });

describe('parameter', () => {
  test('passes with the ARN of a certificate in the Region', async () => {
    expect(await check('parameter', { world: { parameters: parameters(ARN) } })).toEqual([
      {
        status: 'passed',
        expected: `${PARAMETER} is a String with the ARN of an ACM certificate in eu-west-1.`,
        seen: `Its value is ${ARN}.`,
      },
    ]);
  });

  test.each([
    ['does not exist', {}, 'It does not exist.'],
    ['is a SecureString', parameters(ARN, 'SecureString'), 'It is a SecureString, which CloudFormation cannot read.'],
    ['is not an ARN', parameters('mcp.acme.dev'), 'Its value is "mcp.acme.dev".'],
    ['has another Region', parameters(ARN.replace('eu-west-1', 'us-east-1')), 'Its certificate is in us-east-1.'],
  ])('fails if it %s', async (_, given, seen) => {
    const [outcome] = await check('parameter', { world: { parameters: given } });

    expect(outcome).toMatchObject({ status: 'failed', seen, key: 'edge.certificateArn' });
    expect(outcome?.fix).toContain(`aws ssm put-parameter --region eu-west-1 --name ${PARAMETER} --type String`);
  });

  test.each([
    ['edge.certificateArn', NAMED],
    ['edge.hostedZone', ZONED],
    ['insecureHttp', PLAIN],
  ])('is not read with %s', async (_, lines) => {
    expect(await check('parameter', { lines, world: { denied: ['ssm:GetParameter'] } })).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'It does not.' }),
    ]);
  });
});

describe('certificate', () => {
  test.each([
    ['its own name', {}],
    ['a wildcard', { DomainName: '*.acme.dev', SubjectAlternativeNames: ['*.acme.dev', 'acme.dev'] }],
    ['an alternative name', { DomainName: 'acme.dev', SubjectAlternativeNames: ['acme.dev', 'MCP.acme.dev'] }],
  ])('passes if it is issued for the endpoint by %s', async (_, changes) => {
    const world = { certificates: certificate(changes) };

    expect(await check('certificate', { lines: NAMED, world })).toEqual([
      expect.objectContaining({
        status: 'passed',
        expected: 'An issued certificate in eu-west-1 is valid for mcp.acme.dev.',
        seen: expect.stringMatching(/, until 2027-06-15\.$/),
      }),
    ]);
    expect(await check('certificate', { world: { ...world, parameters: parameters(ARN) } })).toEqual([
      expect.objectContaining({ status: 'passed' }),
    ]);
  });

  test.each([
    [
      'it waits for validation',
      { Status: 'PENDING_VALIDATION' },
      'is PENDING_VALIDATION.',
      'Create the validation records',
    ],
    [
      'its validation failed',
      { Status: 'FAILED', FailureReason: 'CAA_ERROR' },
      'is FAILED (CAA_ERROR).',
      'Request or import another',
    ],
    [
      'it is for another name',
      { DomainName: 'acme.dev', SubjectAlternativeNames: ['acme.dev'] },
      'is for acme.dev.',
      'Request a certificate for mcp.acme.dev',
    ],
    [
      'its wildcard is too high',
      { DomainName: '*.dev', SubjectAlternativeNames: ['*.dev'] },
      'is for *.dev.',
      'Request a certificate',
    ],
    [
      'it has expired',
      { Type: 'IMPORTED', NotAfter: NOW / 1000 - 86_400 },
      'until 2026-11-26.',
      'import a new one under the same ARN',
    ],
  ])('fails if %s', async (_, changes, seen, fix) => {
    const [outcome] = await check('certificate', { lines: NAMED, world: { certificates: certificate(changes) } });

    expect(outcome?.status).toBe('failed');
    expect(outcome?.seen).toContain(seen);
    expect(outcome?.fix).toContain(fix);
    expect(outcome?.key).toMatch(/^edge\.(?:certificateArn|domainName)$/);
  });

  test('warns if it expires within a month', async () => {
    const soon = { NotAfter: NOW / 1000 + 10 * 86_400 };

    const [outcome] = await check('certificate', { lines: NAMED, world: { certificates: certificate(soon) } });

    expect(outcome).toMatchObject({ status: 'warned', seen: expect.stringContaining('It expires in 10 days.') });
    expect(outcome?.fix).toContain('keep the CNAME records');
  });

  test('fails if it is one of another account', async () => {
    const others = ARN.replace(ACCOUNT, '999999999999');
    const world = { certificates: { [others]: certificate({})[ARN] ?? {} } };

    expect(await check('certificate', { lines: NAMED.replace(ARN, others), world })).toEqual([
      expect.objectContaining({
        status: 'failed',
        seen: `This account and Region have no certificate ${others}.`,
      }),
    ]);
  });

  test('fails if ACM does not know it, and is skipped while the parameter does not exist', async () => {
    expect(await check('certificate', { lines: NAMED })).toEqual([
      expect.objectContaining({
        status: 'failed',
        seen: `This account and Region have no certificate ${ARN}.`,
        key: 'edge.certificateArn',
      }),
    ]);
    expect(await check('certificate', { world: { parameters: {} } })).toEqual([
      expect.objectContaining({ status: 'skipped', fix: 'See parameter.' }),
    ]);
  });

  test('is not needed over HTTP, nor where the stage creates it', async () => {
    for (const lines of [PLAIN, ZONED]) {
      expect(await check('certificate', { lines })).toEqual([expect.objectContaining({ status: 'passed' })]);
    }
  });
});

describe('hosted-zone', () => {
  const hostedZones = { Z0123456789: { name: 'acme.dev' } };

  test('passes with the public zone of the name, which DNS leads to', async () => {
    const nameServers = { 'acme.dev': ['NS-2.awsdns-02.co.uk', 'ns-1.awsdns-01.org'] };

    expect(await check('hosted-zone', { lines: ZONED, world: { hostedZones }, nameServers })).toEqual([
      {
        status: 'passed',
        expected: 'Z0123456789 is a public hosted zone of this account, named acme.dev.',
        seen: 'It is public, named acme.dev.',
      },
      expect.objectContaining({ status: 'passed', expected: 'DNS leads to this zone for acme.dev.' }),
    ]);
    expect(await check('hosted-zone')).toEqual([expect.objectContaining({ status: 'passed' })]);
  });

  test.each([
    ['other name servers', { 'acme.dev': ['ns1.registrar.example'] }, 'It lists ns1.registrar.example for acme.dev,'],
    ['no zone', {}, 'It lists no name server for acme.dev,'],
    ['no name servers', { 'acme.dev': [] }, 'It lists no name server for acme.dev,'],
  ])('warns where DNS lists %s', async (_, nameServers, seen) => {
    const [zone, outcome] = await check('hosted-zone', { lines: ZONED, world: { hostedZones }, nameServers });

    expect(zone?.status).toBe('passed');
    expect(outcome).toMatchObject({ status: 'warned', key: 'edge.hostedZone' });
    expect(outcome?.seen).toContain(`${seen} and the zone has ns-1.awsdns-01.org, ns-2.awsdns-02.co.uk.`);
    expect(outcome?.fix).toContain('Set the name servers of the zone at the registrar');
  });

  test('skips the comparison where no DNS server answers', async () => {
    expect(await check('hosted-zone', { lines: ZONED, world: { hostedZones }, dnsServers: ['127.0.0.1:1'] })).toEqual([
      expect.objectContaining({ status: 'passed' }),
      expect.objectContaining({ status: 'skipped', seen: 'No DNS server of this machine answered.' }),
    ]);
  });

  test.each([
    ['does not exist', {}, 'Route 53 has no such zone in this account.'],
    ['has another name', { Z0123456789: { name: 'acme.com' } }, 'It is public, named acme.com.'],
    ['is private', { Z0123456789: { name: 'acme.dev', isPrivate: true } }, 'It is private, named acme.dev.'],
  ])('fails if the zone %s', async (_, hostedZones, seen) => {
    const [outcome] = await check('hosted-zone', { lines: ZONED, world: { hostedZones } });

    expect(outcome).toMatchObject({ status: 'failed', key: 'edge.hostedZone' });
    expect(outcome?.seen).toContain(seen);
    expect(outcome?.fix).toContain('aws route53 list-hosted-zones-by-name --dns-name acme.dev');
  });
});

describe('record', () => {
  const zone = (...records: { name: string; type: string }[]) => ({ Z0123456789: { name: 'acme.dev', records } });
  const OTHERS = [
    { name: 'acme.dev.', type: 'A' },
    { name: 'mcp.acme.dev.', type: 'TXT' },
    { name: 'mcp.acme.dev.', type: 'AAAA' },
    { name: 'www.acme.dev.', type: 'A' },
  ];

  test('passes while the name is free, and where the stage has its record', async () => {
    expect(await check('record', { lines: ZONED, world: { hostedZones: zone(...OTHERS) } })).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'The name is free.' }),
    ]);
    const stacks = { 'Spillway-test-Service': { status: 'CREATE_COMPLETE' } };
    const hostedZones = zone({ name: 'mcp.acme.dev.', type: 'A' });
    expect(await check('record', { lines: ZONED, world: { hostedZones, stacks } })).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'Spillway-test-Service has its record already.' }),
    ]);
    expect(await check('record')).toEqual([expect.objectContaining({ status: 'passed' })]);
  });

  test.each(['A', 'CNAME'])('fails if others have made its %s record', async (type) => {
    const hostedZones = zone(...OTHERS, { name: 'mcp.acme.dev.', type });

    expect(await check('record', { lines: ZONED, world: { hostedZones } })).toEqual([
      expect.objectContaining({
        status: 'failed',
        seen: `It has ${type} records of mcp.acme.dev.`,
        key: 'edge.domainName',
      }),
    ]);
  });

  test('is skipped without the zone', async () => {
    expect(await check('record', { lines: ZONED })).toEqual([
      expect.objectContaining({ status: 'skipped', fix: 'See hosted-zone.' }),
    ]);
  });
});
