import { deploymentProblem, type NoticedStage, stageNotices } from '../../../../lib/config/checks/index.ts';

const HTTPS: NoticedStage = {
  region: 'eu-central-1',
  insecureHttp: false,
  edge: { scheme: 'internet-facing', allowedCidrs: ['8.8.8.8/32'], domainName: 'mcp.acme.io' },
  apiGateway: { accountRole: 'create' },
  functions: { stream: {}, worker: {}, listen: {} },
  kms: {},
  upstreams: { allowedNetworks: [] },
};

const withEdge = (edge: Partial<NoticedStage['edge']>): NoticedStage => ({
  ...HTTPS,
  edge: { ...HTTPS.edge, ...edge },
});

describe('warnings', () => {
  test('a stage with clients and a name of its own has none', () => {
    expect(stageNotices('prod', HTTPS).warnings).toEqual([]);
  });

  test.each(['mcp.example.com', 'example.org', 'mcp.test'])('the example %s is to be replaced', (domainName) => {
    expect(stageNotices('prod', withEdge({ domainName })).warnings).toEqual([
      `edge.domainName is ${domainName}, an example that nobody can own. Replace it with the host name of your certificate before you deploy.`,
    ]);
  });

  test('a name that only ends like an example is not one', () => {
    expect(stageNotices('prod', withEdge({ domainName: 'mcp.myexample.com' })).warnings).toEqual([]);
  });

  test('loopback alone is for the local stack', () => {
    expect(stageNotices('dev', withEdge({ allowedCidrs: ['127.0.0.1/32'] })).warnings).toEqual([
      expect.stringMatching(
        /^edge\.allowedCidrs is 127\.0\.0\.1\/32, .*`npm run deploy` refuses it\. Before you deploy, add your public address/,
      ),
    ]);
  });

  test('a private block beside a public one admits nobody on the internet', () => {
    const allowedCidrs = ['10.0.0.0/8', '8.8.8.8/32'];

    expect(stageNotices('prod', withEdge({ allowedCidrs })).warnings).toEqual([
      'edge.allowedCidrs: no client connects from 10.0.0.0/8, because the load balancer has public addresses. Remove what you do not need.',
    ]);
    expect(stageNotices('prod', withEdge({ allowedCidrs, scheme: 'internal' })).warnings).toEqual([]);
  });
});

test.each([
  ['internet-facing', ['203.0.113.0/24', '8.8.8.8/32']],
  ['internal', ['10.0.0.0/8', '203.0.113.0/24']],
] as const)('a block of documentation has no clients: %s', (scheme, allowedCidrs) => {
  expect(stageNotices('prod', withEdge({ scheme, allowedCidrs })).warnings).toEqual([
    'edge.allowedCidrs lists 203.0.113.0/24, examples that nobody has. Replace them with addresses of your clients before you deploy.',
  ]);
});

test('public blocks alone admit few clients to an internal load balancer', () => {
  const warnings = (...allowedCidrs: string[]) =>
    stageNotices('prod', withEdge({ scheme: 'internal', allowedCidrs })).warnings;

  expect(warnings('8.8.8.0/24')).toEqual([
    'edge.allowedCidrs lists 8.8.8.0/24, but clients reach an internal load balancer from private addresses. Add those of your clients, ' +
      'unless their network uses public ones.',
  ]);
  expect(warnings('8.8.8.0/24', '172.20.0.0/16')).toEqual([]);
  expect(warnings('0.0.0.0/0')).toEqual([]);
  expect(warnings('172.0.0.0/8')).toEqual([]);
});

test('a reservation of listen has room for refusals', () => {
  const warnings = (reservedConcurrency: number) =>
    stageNotices('prod', {
      ...HTTPS,
      functions: { ...HTTPS.functions, listen: { maxStreams: 50, reservedConcurrency } },
    }).warnings;

  expect(warnings(60)).toEqual([]);
  expect(warnings(50)).toEqual([
    expect.stringMatching(
      /^functions\.listen\.reservedConcurrency is 50, and functions\.listen\.maxStreams is 50\. Reserve some more/,
    ),
  ]);
});

test('private networks of tools need functions in a VPC, in one warning', () => {
  const upstreams = { allowedNetworks: ['10.20.0.0/16', '203.0.113.0/24'] };
  const vpc = { subnetIds: [] };
  const warningsWith = (functions: Pick<NoticedStage['functions'], 'stream' | 'worker'>) =>
    stageNotices('prod', { ...HTTPS, upstreams, functions: { ...functions, listen: {} } }).warnings;

  expect(warningsWith({ stream: {}, worker: {} })).toEqual([
    'upstreams.allowedNetworks lists 10.20.0.0/16, which functions outside a VPC cannot reach. Set functions.stream.vpc and ' +
      'functions.worker.vpc as well.',
  ]);
  expect(warningsWith({ stream: { vpc }, worker: {} })).toEqual([
    expect.stringMatching(/cannot reach\. Set functions\.worker\.vpc as well\.$/),
  ]);
  expect(warningsWith({ stream: { vpc }, worker: { vpc } })).toEqual([]);
});

describe('what the operator prepares', () => {
  const CERTIFICATE =
    'Before the first deployment, request an ACM certificate for mcp.acme.io in eu-central-1, and store its ARN: aws ssm put-parameter ' +
    '--region eu-central-1 --name /spillway/prod/certificate-arn --type String --value ARN';
  const RECORD = 'After the first deployment, create a DNS record from mcp.acme.io to the output LoadBalancerDnsName.';

  test('HTTPS needs a certificate, its parameter and a record', () => {
    expect(stageNotices('prod', HTTPS).preparations).toEqual([CERTIFICATE, RECORD]);
  });

  test('plain HTTP without a name needs nothing', () => {
    const stage = { ...withEdge({ domainName: undefined }), insecureHttp: true };

    expect(stageNotices('dev', stage).preparations).toEqual([]);
  });

  test('a certificate of the stage file replaces the parameter, and a hosted zone the record, too', () => {
    expect(stageNotices('prod', withEdge({ certificateArn: 'arn' })).preparations).toEqual([RECORD]);
    expect(stageNotices('prod', withEdge({ hostedZone: {} })).preparations).toEqual([]);
  });

  test("an existing role for API Gateway's logs is checked by the operator", () => {
    const stage = { ...HTTPS, apiGateway: { accountRole: 'existing' } } as const;

    expect(stageNotices('prod', stage).preparations).toEqual([
      CERTIFICATE,
      expect.stringMatching(/aws apigateway get-account --region eu-central-1 .* set apiGateway\.accountRole: create$/),
      RECORD,
    ]);
  });
});

test('the policy of a key admits the logs before the first log group is created', () => {
  const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/1';

  expect(stageNotices('prod', { ...withEdge({ hostedZone: {} }), kms: { keyArn } }).preparations).toEqual([
    `Before the first deployment, let the policy of ${keyArn} admit CloudWatch Logs of eu-central-1 and the IAM policies of the account: ` +
      'docs/stages.md lists the actions',
  ]);
});

test('a stage of loopback alone cannot be deployed', () => {
  expect(deploymentProblem(withEdge({ allowedCidrs: ['127.0.0.1/32', '::1/128'] }))).toMatch(
    /^edge\.allowedCidrs: found 127\.0\.0\.1\/32, ::1\/128; expected an address of a client: .* add your public address/,
  );
  expect(deploymentProblem(withEdge({ scheme: 'internal', allowedCidrs: ['127.0.0.1/32'] }))).toMatch(
    /; add your clients' private addresses$/,
  );
  expect(deploymentProblem(withEdge({ allowedCidrs: ['127.0.0.1/32', '8.8.8.8/32'] }))).toBeUndefined();
});
