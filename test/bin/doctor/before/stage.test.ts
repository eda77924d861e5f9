import { useAccount } from './support/doctor.ts';

const { check } = useAccount();

describe('deployment', () => {
  test('passes with a stage that clients can use', async () => {
    const lines = 'edge: { allowedCidrs: [5.6.7.8/32], domainName: mcp.acme.dev }\n';

    expect(await check('deployment', { lines })).toEqual([
      {
        status: 'passed',
        expected: 'The stage file describes an endpoint that clients can use.',
        seen: 'Synthesis warns of nothing.',
      },
    ]);
  });

  test('fails with loopback alone, and warns of what synthesis warns of', async () => {
    const local = 'edge: { allowedCidrs: [127.0.0.1/32] }\ninsecureHttp: true\n';
    expect(await check('deployment', { lines: local })).toEqual([
      expect.objectContaining({ status: 'failed', key: 'edge.allowedCidrs' }),
    ]);
    const example = 'edge: { allowedCidrs: [5.6.7.8/32], domainName: mcp.example.com }\n';
    expect(await check('deployment', { lines: `${example}upstreams: { allowedNetworks: [10.0.0.0/8] }\n` })).toEqual([
      expect.objectContaining({ status: 'warned', seen: expect.stringContaining('mcp.example.com') }),
      expect.objectContaining({ status: 'warned', seen: expect.stringContaining('upstreams.allowedNetworks') }),
    ]);
  });
});

describe('stacks', () => {
  const NETWORK = 'Spillway-test-Network';
  const world = (status: string, isProtected = false, reason?: string) => ({
    stacks: { [NETWORK]: { status, isProtected, ...(reason === undefined ? {} : { reason }) } },
  });
  const UNPROTECT = `aws cloudformation update-termination-protection --region eu-west-1 --stack-name ${NETWORK} --no-enable-termination-protection`;

  test('pass before the first deployment', async () => {
    expect(await check('stacks')).toEqual(
      ['Network', 'Data', 'Service'].map((name) => ({
        status: 'passed',
        expected: `Spillway-test-${name} does not exist yet, or can be updated.`,
        seen: `Spillway-test-${name} does not exist yet.`,
      })),
    );
  });

  test.each([
    ['CREATE_COMPLETE', true],
    ['UPDATE_COMPLETE', true],
    ['UPDATE_ROLLBACK_COMPLETE', true],
    ['IMPORT_COMPLETE', true],
    ['REVIEW_IN_PROGRESS', false],
    ['ROLLBACK_COMPLETE', false],
  ])('pass with %s', async (status, isProtected) => {
    const [outcome] = await check('stacks', { world: world(status, isProtected) });

    expect(outcome?.status).toBe('passed');
    expect(outcome?.seen).toContain(`${NETWORK} is ${status}.`);
  });

  test('fail with an empty stack that is protected, and show the command', async () => {
    const [outcome] = await check('stacks', { world: world('ROLLBACK_COMPLETE', true) });

    expect(outcome?.status).toBe('failed');
    expect(outcome?.fix).toContain(UNPROTECT);
  });

  test.each(['CREATE_FAILED', 'ROLLBACK_FAILED', 'DELETE_FAILED'])('fail with %s, with its reason', async (status) => {
    const reason = 'The following resource(s) failed to delete: [LoadBalancerAlb].';

    const [outcome] = await check('stacks', { world: world(status, true, reason) });

    expect(outcome).toMatchObject({ status: 'failed', seen: `${NETWORK} is ${status} (${reason}).` });
    expect(outcome?.fix).toContain(
      `${UNPROTECT}; then aws cloudformation delete-stack --region eu-west-1 --stack-name ${NETWORK}`,
    );
    expect(outcome?.fix).toContain('aws elbv2 modify-load-balancer-attributes');
  });

  test.each([
    ['UPDATE_ROLLBACK_FAILED', 'aws cloudformation continue-update-rollback'],
    ['UPDATE_IN_PROGRESS', 'Wait until'],
    ['DELETE_IN_PROGRESS', 'Wait until'],
  ])('fail with %s', async (status, fix) => {
    const [outcome] = await check('stacks', { world: world(status) });

    expect(outcome?.status).toBe('failed');
    expect(outcome?.fix).toContain(fix);
  });
});

describe('tables', () => {
  const [CATALOG, STATE, AUDIT] = ['spillway-test-catalog', 'spillway-test-state', 'spillway-test-audit'];

  test('pass while their names are free, and where the stage has them', async () => {
    expect(await check('tables', { world: { tables: ['spillway-prod-catalog'] } })).toEqual([
      expect.objectContaining({ status: 'passed', seen: `${CATALOG}, ${STATE}, ${AUDIT}: no such tables yet.` }),
    ]);
    const stacks = { 'Spillway-test-Data': { status: 'CREATE_COMPLETE' } };
    expect(await check('tables', { world: { tables: [CATALOG, STATE, AUDIT], stacks } })).toEqual([
      expect.objectContaining({ status: 'passed', seen: 'Spillway-test-Data exists, and the tables with it.' }),
    ]);
  });

  test('fail if an earlier deployment left them, and advise to import them', async () => {
    const stacks = { 'Spillway-test-Data': { status: 'ROLLBACK_COMPLETE' } };

    expect(await check('tables', { world: { tables: [CATALOG, AUDIT], stacks } })).toEqual([
      {
        status: 'failed',
        expected: 'The tables belong to the stage, or their names are free.',
        seen: `${CATALOG}, ${AUDIT}: the account has these tables, and Spillway-test-Data does not exist.`,
        fix:
          `To take over ${CATALOG} and ${AUDIT}, deploy once with: npm run deploy -- -c stage=test ` +
          '--import-existing-resources; to start with an empty catalogue, back them up and delete them instead.',
        key: 'catalog.retain',
      },
    ]);
  });

  test('advise to delete the state, which no template retains, and to retain what is imported', async () => {
    const [outcome] = await check('tables', {
      lines: 'catalog: { retain: false }\n',
      world: { tables: [CATALOG, STATE] },
    });

    expect(outcome?.fix).toMatch(
      /^Delete spillway-test-state, .*: aws dynamodb delete-table --region eu-west-1 --table-name /,
    );
    expect(outcome?.fix).toContain('. Then to take over spillway-test-catalog, set catalog.retain: true');
  });
});
