import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BOOTSTRAP_VERSION } from '../../../../bin/cli/doctor/before/account/bootstrap.ts';
import { ACCOUNT, NEW_ACCOUNT } from '../../../support/aws-account/index.ts';
import { useAccount } from './support/doctor.ts';

const { check } = useAccount();

describe('aws-account', () => {
  test("passes with credentials of the stage's account", async () => {
    expect(await check('aws-account', { lines: `account: "${ACCOUNT}"\n` })).toEqual([
      {
        status: 'passed',
        expected: `The credentials belong to account ${ACCOUNT}.`,
        seen: `They are those of arn:aws:sts::${ACCOUNT}:assumed-role/Operator/jo in account ${ACCOUNT}.`,
      },
    ]);
    expect(await check('aws-account')).toEqual([expect.objectContaining({ status: 'passed' })]);
  });

  test('fails with credentials of another account', async () => {
    expect(await check('aws-account', { lines: 'account: "999999999999"\n' })).toEqual([
      expect.objectContaining({
        status: 'failed',
        fix: `Use credentials of account 999999999999, or set account: "${ACCOUNT}" in the stage file.`,
        key: 'account',
      }),
    ]);
  });
});

describe('bootstrap', () => {
  test('passes where the version is recent enough', async () => {
    expect(await check('bootstrap')).toEqual([
      { status: 'passed', expected: '/cdk-bootstrap/hnb659fds/version is at least 6.', seen: 'It is 30.' },
    ]);
  });

  test('reads the qualifier of cdk.json', async () => {
    const root = mkdtempSync(join(tmpdir(), 'spillway-doctor-'));
    writeFileSync(join(root, 'cdk.json'), '{ "context": { "@aws-cdk/core:bootstrapQualifier": "acme1" } }');

    const [outcome] = await check('bootstrap', { root });

    rmSync(root, { recursive: true });
    expect(outcome).toMatchObject({ status: 'failed', expected: '/cdk-bootstrap/acme1/version is at least 6.' });
    expect(outcome?.fix).toContain('--qualifier acme1');
  });

  test('fails where the CDK is not bootstrapped, or its bootstrap is too old', async () => {
    expect(await check('bootstrap', { world: { parameters: {} } })).toEqual([
      expect.objectContaining({
        status: 'failed',
        seen: 'The parameter does not exist: the CDK is not bootstrapped here.',
        fix: `Run: npx cdk bootstrap aws://${ACCOUNT}/eu-west-1`,
      }),
    ]);
    const parameters = { '/cdk-bootstrap/hnb659fds/version': { type: 'String', value: String(BOOTSTRAP_VERSION - 1) } };
    expect(await check('bootstrap', { world: { parameters } })).toEqual([
      expect.objectContaining({ status: 'failed', seen: 'It is 5.' }),
    ]);
  });
});

describe('concurrency', () => {
  const RESERVED = 'functions: { direct: { reservedConcurrency: 50 }, stream: { reservedConcurrency: 200 } }\n';

  test('passes where 100 stay free', async () => {
    const lambda = { quota: 400, unreserved: 350, reserved: {} };

    expect(await check('concurrency', { lines: RESERVED, world: { lambda } })).toEqual([
      {
        status: 'passed',
        expected: 'The account can reserve 250 concurrent executions for the stage, and has 100 left.',
        seen: 'The quota is 400; 350 of them are not reserved by other functions, and the stage reserves 250.',
      },
    ]);
  });

  test('fails in a new account with the quota to request and the keys to remove', async () => {
    const lambda = { quota: 10, unreserved: 10, reserved: {} };

    const [outcome] = await check('concurrency', { lines: RESERVED, world: { lambda } });

    expect(outcome).toMatchObject({ status: 'failed', key: 'functions.direct.reservedConcurrency' });
    expect(outcome?.fix).toContain('this needs a quota of 350: aws service-quotas request-service-quota-increase');
    expect(outcome?.fix).toContain('--service-code lambda --quota-code L-B99A9384 --desired-value 350');
    expect(outcome?.fix).toContain(
      'remove functions.direct.reservedConcurrency, functions.stream.reservedConcurrency.',
    );
  });

  test('counts what the deployed stage has reserved as free: an update replaces it', async () => {
    const resources = ['direct', 'other', 'stream'].map((id) => ({ type: 'AWS::Lambda::Function', id }));
    const stacks = {
      'Spillway-test-Service': {
        status: 'UPDATE_COMPLETE',
        resources: [{ type: 'AWS::IAM::Role', id: 'role' }, ...resources],
      },
    };
    const lambda = { quota: 350, unreserved: 100, reserved: { direct: 50, stream: 200, unrelated: 7 } };

    expect(await check('concurrency', { lines: RESERVED, world: { lambda, stacks } })).toEqual([
      expect.objectContaining({ status: 'passed' }),
    ]);
    expect(await check('concurrency', { lines: RESERVED, world: { lambda } })).toEqual([
      expect.objectContaining({ status: 'failed' }),
    ]);
  });

  test('warns where subscriptions can take every execution', async () => {
    const lambda = { quota: 10, unreserved: 10, reserved: {} };

    const [outcome] = await check('concurrency', { world: { lambda } });

    expect(outcome).toMatchObject({ status: 'warned', key: 'functions.listen.maxStreams' });
    expect(await check('concurrency')).toEqual([expect.objectContaining({ status: 'passed' })]);
  });
});

describe('account-role', () => {
  const CREATE = 'apiGateway: { accountRole: create }\n';

  test('requires a role that exists', async () => {
    expect(await check('account-role')).toEqual([
      expect.objectContaining({ status: 'passed', seen: `It is ${NEW_ACCOUNT.accountRole}.` }),
    ]);
    expect(await check('account-role', { world: { accountRole: undefined } })).toEqual([
      {
        status: 'failed',
        expected: 'API Gateway has a role for logs in this account and eu-west-1.',
        seen: 'API Gateway has none, and refuses the stage of the API.',
        fix: 'Set apiGateway.accountRole: create.',
        key: 'apiGateway.accountRole',
      },
    ]);
  });

  test('warns before a role of others is replaced', async () => {
    expect(await check('account-role', { lines: CREATE })).toEqual([
      expect.objectContaining({ status: 'warned', key: 'apiGateway.accountRole' }),
    ]);
    expect(await check('account-role', { lines: CREATE, world: { accountRole: undefined } })).toEqual([
      expect.objectContaining({ status: 'passed' }),
    ]);
    const own = `arn:aws:iam::${ACCOUNT}:role/Spillway-test-Service-PrivateApiLogs-1A2B`;
    expect(await check('account-role', { lines: CREATE, world: { accountRole: own } })).toEqual([
      expect.objectContaining({ status: 'passed', seen: `It is ${own}, which the stage created.` }),
    ]);
  });
});

describe('quotas', () => {
  const vpcs = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `vpc-0000000000000000${index}`, cidr: '10.0.0.0/16' }));

  test('pass where a VPC and the rules fit', async () => {
    expect(await check('quotas', { world: { vpcs: vpcs(4) } })).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'eu-west-1 has 4 of at most 5 VPCs.' }),
      expect.objectContaining({
        status: 'passed',
        seen: '1 IPv4 and 0 IPv6 blocks; a security group takes 60 rules of each.',
      }),
    ]);
  });

  test('fail where the Region has as many VPCs as it may', async () => {
    const [outcome] = await check('quotas', { world: { vpcs: vpcs(5) } });

    expect(outcome).toMatchObject({
      status: 'failed',
      seen: 'eu-west-1 has 5 of at most 5 VPCs.',
      key: 'network.existing',
    });
    expect(outcome?.fix).toContain('--service-code vpc --quota-code L-F678F1CE --desired-value 6');
  });

  test('use the default of a quota that the account has no value of, and count the deployed VPC once', async () => {
    expect(await check('quotas', { world: { vpcs: vpcs(5), quotas: {} } })).toEqual([
      expect.objectContaining({ status: 'failed' }),
      expect.objectContaining({ status: 'passed' }),
    ]);
    const stacks = { 'Spillway-test-Network': { status: 'CREATE_COMPLETE' } };
    expect(await check('quotas', { world: { vpcs: vpcs(5), stacks } })).toEqual([
      expect.objectContaining({ status: 'passed' }),
      expect.objectContaining({ status: 'passed' }),
    ]);
  });

  test('fail where a security group takes fewer rules than the stage has blocks', async () => {
    const lines =
      'edge: { allowedCidrs: [203.0.113.7/32, 203.0.113.8/32, 203.0.113.9/32], domainName: mcp.acme.dev }\n';

    const [, outcome] = await check('quotas', { lines, world: { quotas: { 'L-0EA8095F': 2 } } });

    expect(outcome).toMatchObject({ status: 'failed', key: 'edge.allowedCidrs' });
    expect(outcome?.fix).toContain('--quota-code L-0EA8095F --desired-value 3');
  });
});
