import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { loadStage, parseStage, requireDeployable, requireStage, StageConfigError } from '../../../lib/config/index.ts';

const MINIMAL =
  'region: eu-central-1\nedge: { allowedCidrs: [203.0.113.7/32], domainName: mcp.example.com }\nauth: { apiKeys: true }\n';

const HTTPS = 'region: us-east-1\nauth: { apiKeys: true }\nedge: { allowedCidrs: [203.0.113.7/32]';
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';

/** The message for a stage whose document is the minimal one, and these lines. */
function refusal(lines: string, base = MINIMAL): string {
  try {
    parseStage(base + lines, 'config/test.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(StageConfigError);
    return (error as StageConfigError).message;
  }
  throw new Error(`accepted: ${lines}`);
}

describe('a stage with the required keys only', () => {
  test('has every default', () => {
    expect(parseStage(MINIMAL, 'config/test.yaml')).toEqual({
      region: 'eu-central-1',
      insecureHttp: false,
      edge: {
        scheme: 'internet-facing',
        ipAddressType: 'ipv4',
        allowedCidrs: ['203.0.113.7/32'],
        allowedOrigins: [],
        domainName: 'mcp.example.com',
        idleTimeoutSeconds: 310,
        deletionProtection: true,
      },
      auth: { apiKeys: true, audience: 'server', maxKeyDays: 365 },
      network: { cidr: '10.83.0.0/16' },
      apiGateway: { accountRole: 'existing' },
      streaming: { emptyBody: 'none', flush: 'filler' },
      kms: {},
      functions: {
        direct: { memoryMb: 512, timeoutSeconds: 30 },
        stream: { memoryMb: 512, timeoutSeconds: 300 },
        listen: { memoryMb: 256, timeoutSeconds: 840, maxStreams: 100 },
        worker: { memoryMb: 512, timeoutSeconds: 840 },
        toolkit: {},
      },
      existingFunctions: {},
      tables: {},
      awsRoles: {},
      secrets: { store: 'secrets-manager' },
      catalog: {
        refreshSeconds: 5,
        staleSeconds: 60,
        cacheEntries: 1000,
        keepVersions: 20,
        pointInTimeRecovery: true,
        deletionProtection: true,
        retain: true,
      },
      limits: { bodyBytes: 1_000_000, jsonDepth: 64, requestsPerSecond: 1000, requestBurst: 500 },
      upstreams: { allowedNetworks: [] },
      logs: { retentionDays: 30 },
      audit: { calls: false, retentionDays: 365 },
      tags: {},
    });
  });
});

describe('the stages that ship', () => {
  test('dev listens on plain HTTP, to this machine, and lists no private upstream', () => {
    expect(loadStage(REPOSITORY_ROOT, 'dev')).toMatchObject({
      insecureHttp: true,
      auth: { anonymous: { scopes: [] }, apiKeys: false },
      edge: { allowedCidrs: ['127.0.0.1/32'], allowedOrigins: ['http://localhost:*', 'http://127.0.0.1:*'] },
      upstreams: { allowedNetworks: [] },
      functions: { toolkit: { rank: { entry: 'examples/countries/functions/rank.ts', permissions: [] } } },
      tables: { countries: { table: 'spillway-example-countries', writable: false } },
    });
  });

  test('prod listens on HTTPS, keeps its table, and reaches no private upstream', () => {
    expect(loadStage(REPOSITORY_ROOT, 'prod')).toMatchObject({
      insecureHttp: false,
      auth: { apiKeys: true },
      edge: { deletionProtection: true, allowedCidrs: ['0.0.0.0/0'], domainName: 'mcp.example.com' },
      catalog: { pointInTimeRecovery: true, deletionProtection: true, retain: true },
      upstreams: { allowedNetworks: [] },
    });
  });

  test('prod lets tools reach nothing in the account that it does not list', () => {
    expect(loadStage(REPOSITORY_ROOT, 'prod')).toMatchObject({ existingFunctions: {}, tables: {}, awsRoles: {} });
  });
});

test('dev as it ships is for the local stack: a deployment refuses it at the line of its addresses', () => {
  expect(() => requireDeployable(REPOSITORY_ROOT, 'dev')).toThrow(
    /^config\/dev\.yaml:\d+: edge\.allowedCidrs: found 127\.0\.0\.1\/32; expected an address of a client/,
  );
  expect(() => requireDeployable(REPOSITORY_ROOT, 'prod')).not.toThrow();
});

test('a value that is no zone has one error, which names the ID of a zone for what it is', () => {
  expect(refusal('network: { zones: [euc1-az1, eu-central-1b] }\n')).toBe(
    'config/test.yaml:4: network.zones[0]: found "euc1-az1"; expected the name of an Availability Zone, not its ID, such as us-east-1a',
  );
});

test('an international domain name is written in ASCII, also at its end', () => {
  const text = MINIMAL.replace('mcp.example.com', 'mcp.xn--e1afmkfd.xn--p1ai');
  expect(parseStage(text, 'config/test.yaml').edge.domainName).toBe('mcp.xn--e1afmkfd.xn--p1ai');
});

test('a stage may lie in another directory', () => {
  const stage = loadStage(REPOSITORY_ROOT, 'conformance', 'test/conformance/config');
  expect(Object.keys(stage.functions.toolkit)).toEqual(['questions', 'streams', 'jobs', 'changes']);
  expect(() => loadStage(REPOSITORY_ROOT, 'dev', 'test/conformance/config')).toThrow(
    'stage dev: test/conformance/config/dev.yaml does not exist; existing stages: conformance',
  );
});

describe('a wrong stage', () => {
  test('without a name is an error, because no stage is a safe default', () => {
    expect(() => requireStage(REPOSITORY_ROOT, undefined)).toThrow(
      'no stage: expected its name, such as -c stage=dev; existing stages: dev, prod',
    );
    expect(requireStage(REPOSITORY_ROOT, 'dev')).toBe('dev');
  });

  test('without a file is an error that lists the stages with one', () => {
    expect(() => loadStage(REPOSITORY_ROOT, 'staging')).toThrow(
      'stage staging: config/staging.yaml does not exist; existing stages: dev, prod',
    );
  });

  test.each(['Prod', '../prod', '1', '', 'a-name-longer-than-it-may-be'])('name %j is refused', (stage) => {
    expect(() => loadStage(REPOSITORY_ROOT, stage)).toThrow(
      `stage ${JSON.stringify(stage)}: expected a lower-case letter`,
    );
  });

  test('that is not YAML is an error with the line', () => {
    expect(refusal('logs: [')).toMatch(/^config\/test\.yaml:\d: not valid YAML: .*line 4/s);
  });

  test('that is empty is an error', () => {
    expect(refusal('', '')).toBe(
      'config/test.yaml:1: (the whole document): found null; expected a mapping of keys to values',
    );
  });

  test('names every problem, each with file, line, path, what was found and what was expected', () => {
    expect(refusal('insecureHttp: perhaps\nfunctions: { stream: { memoryMb: big } }\n').split('\n')).toEqual([
      'config/test.yaml:4: insecureHttp: found "perhaps"; expected true or false',
      'config/test.yaml:5: functions.stream.memoryMb: found "big"; expected a number',
    ]);
  });

  test.each([
    [
      'vpc: 1\n',
      'vpc: unknown key; allowed here: region, account, insecureHttp, edge, auth, network, functions, existingFunctions, ',
    ],
    [
      'functions: { stream: { memory: 512 } }\n',
      'functions.stream.memory: unknown key; did you mean memoryMb? allowed here: memoryMb, timeoutSeconds, reservedConcurrency',
    ],
    [
      'functions: { stream: { timeoutSeconds: 841 } }\n',
      'functions.stream.timeoutSeconds: found 841; expected a whole number from 5 to 840',
    ],
    [
      'functions: { stream: { maxStreams: 5 } }\n',
      'functions.stream.maxStreams: unknown key; allowed here: memoryMb, timeoutSeconds, reservedConcurrency',
    ],
    [
      'functions: { listen: { maxStreams: 1001 } }\n',
      'functions.listen.maxStreams: found 1001; expected a whole number from 1 to 1000',
    ],
    [
      'functions: { worker: { timeoutSeconds: 901 } }\n',
      'functions.worker.timeoutSeconds: found 901; expected a whole number from 30 to 900',
    ],
    [
      // ten seconds of it are kept back to write a result in
      'functions: { worker: { timeoutSeconds: 10 } }\n',
      'functions.worker.timeoutSeconds: found 10; expected a whole number from 30 to 900',
    ],
    [
      'functions: { direct: { memoryMb: 64 } }\n',
      'functions.direct.memoryMb: found 64; expected a whole number from 128 to 10240',
    ],
    ['functions: { direct: { memoryMb: 512.5 } }\n', 'functions.direct.memoryMb: found 512.5; expected a whole number'],
    ['functions: none\n', 'functions: found "none"; expected a mapping of keys to values'],
    ['logs: { retentionDays: 31 }\n', 'logs.retentionDays: found 31; expected one of 1, 3, 5, 7, 14, 30, 60'],
    [
      'limits: { bodyBytes: 1000001 }\n',
      'limits.bodyBytes: found 1000001; expected a whole number from 1000 to 1000000',
    ],
    [
      'upstreams: { allowedNetworks: [10.0.0.0] }\n',
      'upstreams.allowedNetworks[0]: found "10.0.0.0"; expected a CIDR block such as',
    ],
    [
      'upstreams: { allowedNetworks: [127.0.0.0/8] }\n',
      'upstreams.allowedNetworks[0]: found "127.0.0.0/8"; expected a network other than loopback, which deployed functions refuse; remove',
    ],
    ['network: { cidr: 10.0.0.0/8 }\n', 'network.cidr: found "10.0.0.0/8"; expected an IPv4 block between /16 and /24'],
    ['account: 111122223333\n', 'account: found 111122223333; expected an account ID of 12 digits in quotes, such as'],
    ['account: "1111"\n', 'account: found "1111"; expected an account ID of 12 digits in quotes, such as'],
    ['streaming: { emptyBody: blank }\n', 'streaming.emptyBody: found "blank"; expected one of none, newline'],
    ['streaming: { flush: true }\n', 'streaming.flush: found true; expected one of none, filler'],
    ['apiGateway: { accountRole: new }\n', 'apiGateway.accountRole: found "new"; expected one of existing, create'],
    [
      'network: { zones: [us-east-1a] }\n',
      'network.zones: found ["us-east-1a"]; expected two different Availability Zones',
    ],
    [
      'network: { zones: [eu-central-1a, us-east-1b] }\n',
      'network.zones[1]: found "us-east-1b"; expected a zone of the stage\'s Region, such as eu-central-1a',
    ],
    [
      'network: { existing: { vpcId: vpc-01234567, subnetIds: [subnet-01234567, subnet-89abcdef], zones: [eu-central-1a] } }\n',
      'network.existing.zones: found ["eu-central-1a"]; expected the zone of each subnet, in the order of subnetIds',
    ],
    [
      'network: { existing: { vpcId: vpc-01234567, subnetIds: [subnet-01234567], zones: [eu-central-1a] } }\n',
      'network.existing.subnetIds: found ["subnet-01234567"]; expected 2 to 6 different subnets',
    ],
    [
      'network: { cidr: 10.1.0.0/16, existing: { vpcId: vpc-01234567, subnetIds: [subnet-01234567, subnet-89abcdef], zones: [eu-central-1a, eu-central-1b] } }\n',
      'network.cidr: found "10.1.0.0/16"; expected no block beside network.existing: the VPC has its own',
    ],
    [
      'kms: { keyArn: alias/mine }\n',
      'kms.keyArn: found "alias/mine"; expected the ARN of a KMS key, such as arn:aws:kms:',
    ],
    [
      'kms: { keyArn: "arn:aws:kms:us-east-1:123456789012:key/1234" }\n',
      'kms.keyArn: found "arn:aws:kms:us-east-1:123456789012:key/1234"; expected an ARN in the stage\'s Region, eu-central-1',
    ],
    [
      'network: { cidr: 10.83.5.9/16 }\n',
      'network.cidr: found "10.83.5.9/16"; expected a block without bits after its prefix, such as 10.83.0.0/16; a /32 is a single address',
    ],
    [
      'upstreams: { allowedNetworks: ["fd00::1/64"] }\n',
      'upstreams.allowedNetworks[0]: found "fd00::1/64"; expected a block without bits after its prefix, such as fd00::/64; a /128 is a single address',
    ],
    ['tags: { team: 7 }\n', 'tags.team: found 7; expected a string'],
    [
      'functions: { constructor: { entry: a.ts } }\n',
      'functions.constructor: found {"entry":"a.ts"}; expected another name, which the CDK does not use itself',
    ],
    [
      'functions: { stream: { vpc: { subnetIds: [subnet-01234567, subnet-01234567], securityGroupIds: [sg-01234567] } } }\n',
      'functions.stream.vpc.subnetIds: found ["subnet-01234567","subnet-01234567"]; expected each subnet once',
    ],
    [
      'functions: { worker: { vpc: { subnetIds: [subnet-01234567], securityGroupIds: [sg-01234567, sg-01234567] } } }\n',
      'functions.worker.vpc.securityGroupIds: found ["sg-01234567","sg-01234567"]; expected each security group once',
    ],
    [
      'functions: { worker: { vpc: { subnetIds: [subnet-01234567] } } }\n',
      'functions.worker.vpc.securityGroupIds: found nothing; expected a list',
    ],
    ['tags: { team: "" }\n', 'tags.team: found ""; expected a value, which CloudFormation requires'],
    [
      'network: { cidr: 169.254.0.0/16 }\n',
      'network.cidr: found "169.254.0.0/16"; expected a block that a VPC can have, not loopback, link-local or multicast',
    ],
    [
      'network: { existing: { vpcId: vpc-0123456789, subnetIds: [subnet-01234567, subnet-89abcdef], zones: [eu-central-1a, eu-central-1b] } }\n',
      'network.existing.vpcId: found "vpc-0123456789"; expected the ID of a VPC, such as vpc-0123456789abcdef0',
    ],
    [
      'awsRoles: { reports: "arn:aws-us-gov:iam::123456789012:role/reports" }\n',
      'awsRoles.reports: found "arn:aws-us-gov:iam::123456789012:role/reports"; expected an ARN that begins with arn:aws:, the partition of eu-central-1',
    ],
    ['tags: { "aws:team": x }\n', 'tags.aws:team: found "x"; expected a key that does not begin with aws:'],
  ])('with %j is an error that gives the fix', (lines, message) => {
    expect(refusal(lines)).toContain(`config/test.yaml:4: ${message}`);
  });

  test.each([
    ['edge: {}\n', 'region: found nothing; expected a string'],
    ['region: Frankfurt\nedge: {}\n', 'region: found "Frankfurt"; expected an AWS Region such as us-east-1'],
    [
      'region: us-esat-1\nedge: {}\n',
      'region: found "us-esat-1"; expected an AWS Region such as us-east-1 or eu-central-1, which this version of CDK knows; did you mean us-east-1?',
    ],
    ['region: us-east-1\n', 'edge: found nothing; expected a mapping of keys to values'],
    ['region: us-east-1\nedge: {}\n', 'edge.allowedCidrs: found nothing; expected a list'],
    [
      'region: us-east-1\nedge: { allowedCidrs: [] }\n',
      'edge.allowedCidrs: found []; expected at least one CIDR block that may connect',
    ],
    [
      'region: us-east-1\nedge: { allowedCidrs: [203.0.113.7] }\n',
      'edge.allowedCidrs[0]: found "203.0.113.7"; expected a CIDR block such as 203.0.113.7/32',
    ],
    [
      'region: us-east-1\nedge: { allowedCidrs: [10.0.0.0/8], idleTimeoutSeconds: 60 }\n',
      'edge.idleTimeoutSeconds: found 60; expected a whole number from 310 to 4000',
    ],
    [
      'region: us-east-1\nedge: { allowedCidrs: [10.0.0.0/8], domainName: "https://mcp.example.com" }\n',
      'edge.domainName: found "https://mcp.example.com"; expected a host name in lower case',
    ],
    [
      'region: us-east-1\nedge: { allowedCidrs: [10.0.0.0/8], scheme: private }\n',
      'edge.scheme: found "private"; expected one of internet-facing, internal',
    ],
    [
      `${HTTPS}, hostedZone: { id: Z0123, name: example.com } }\n`,
      'edge.hostedZone: found {"id":"Z0123","name":"example.com"}; expected edge.domainName as well, such as mcp.example.com',
    ],
    [
      `${HTTPS}, domainName: mcp.example.org, hostedZone: { id: Z0123, name: example.com } }\n`,
      'edge.hostedZone: found {"id":"Z0123","name":"example.com"}; expected the zone of edge.domainName, mcp.example.org',
    ],
    [
      `${HTTPS}, domainName: mcp.example.com, hostedZone: { id: /hostedzone/Z0123, name: example.com } }\n`,
      'edge.hostedZone.id: found "/hostedzone/Z0123"; expected the ID of a hosted zone, such as',
    ],
    [
      `${HTTPS}, domainName: mcp.example.com, hostedZone: { id: Z0123, name: example.com }, certificateArn: "${CERTIFICATE}" }\n`,
      `edge.certificateArn: found "${CERTIFICATE}"; expected no certificate beside edge.hostedZone, which creates one`,
    ],
    [
      `${HTTPS}, domainName: ${'a'.repeat(60)}.example.com, hostedZone: { id: Z0123, name: example.com } }\n`,
      `edge.domainName: found "${'a'.repeat(60)}.example.com"; expected at most 64 characters, the longest name for which ACM creates`,
    ],
    [
      `${HTTPS}, certificateArn: "${CERTIFICATE}" }\ninsecureHttp: true\n`,
      `edge.certificateArn: found "${CERTIFICATE}"; expected no certificate while insecureHttp is true`,
    ],
    [
      `${HTTPS.replace('us-east-1', 'eu-west-1')}, domainName: mcp.example.com, certificateArn: "${CERTIFICATE}" }\n`,
      `edge.certificateArn: found "${CERTIFICATE}"; expected an ARN in the stage's Region, eu-west-1`,
    ],
    [
      `${HTTPS}, domainName: mcp.example.com, certificateArn: certificate }\n`,
      'edge.certificateArn: found "certificate"; expected the ARN of a certificate in ACM, such as arn:aws:acm:us-east-1:',
    ],
    [
      'region: us-east-1\nedge: { allowedCidrs: [10.0.0.0/8], allowedOrigins: ["*"] }\n',
      'edge.allowedOrigins[0]: found "*"; expected an origin without a path',
    ],
  ])('%j is an error that gives the missing or malformed value', (document, message) => {
    expect(refusal('', document)).toContain(`: ${message}`);
  });
});

test('a problem carries the line of its key, in every notation, or of the nearest key above it', () => {
  const lines = [
    'limits:',
    '  # a comment',
    '  anonymous:',
    '    burst: 5',
    'tables:',
    '  orders: {',
    '    table: shop-orders,',
    '    writeable: true }',
    'upstreams:',
    '  allowedNetworks:',
    '    - 10.0.0.0/8',
    '    - ten',
  ];

  expect(refusal(`${lines.join('\n')}\n`).split('\n')).toEqual([
    expect.stringMatching(
      /^config\/test\.yaml:11: tables\.orders\.writeable: unknown key; did you mean writable\? allowed here/,
    ),
    expect.stringMatching(
      /^config\/test\.yaml:6: limits\.anonymous\.requestsPerSecond: found nothing; expected a number/,
    ),
    expect.stringMatching(/^config\/test\.yaml:15: upstreams\.allowedNetworks\[1\]: found "ten"/),
  ]);
});

describe('a stage that its clients could not reach', () => {
  const reached = (cidr: string, rest = '') =>
    `region: us-east-1\nauth: { apiKeys: true }\nedge: { allowedCidrs: ["${cidr}"], domainName: mcp.example.com${rest} }\n`;

  test('by private blocks is refused, unless its load balancer is internal', () => {
    expect(refusal('', reached('10.0.0.0/8'))).toMatch(
      /^config\/test\.yaml:3: edge\.allowedCidrs: .*expected at least one public block.*edge\.scheme: internal/,
    );
    expect(parseStage(reached('10.0.0.0/8', ', scheme: internal'), 'config/test.yaml').edge.scheme).toBe('internal');
  });

  test('by IPv6 is refused, unless its load balancer has IPv6', () => {
    expect(refusal('', reached('2001:db8::/32'))).toMatch(
      /^config\/test\.yaml:3: edge\.allowedCidrs\[0\]: .*expected an IPv4 block.*edge\.ipAddressType: dualstack$/,
    );
    expect(() => parseStage(reached('2001:db8::/32', ', ipAddressType: dualstack'), 'config/test.yaml')).not.toThrow();
  });
});

describe('a stage that admits everyone', () => {
  const open = (cidr: string, rest = '') =>
    `region: us-east-1\nedge: { allowedCidrs: [10.0.0.0/8, "${cidr}"], domainName: mcp.example.com }\n${rest}`;
  const ANONYMOUS = 'auth: { apiKeys: true, anonymous: {} }\n';

  test.each(['0.0.0.0/0', '::/0', '0.0.0.0/1', '2000::/3'])('by %s is refused with anonymous callers', (cidr) => {
    expect(refusal(ANONYMOUS, open(cidr)).split('\n')).toContain(
      `config/test.yaml:2: edge.allowedCidrs[1]: found "${cidr}"; expected an IPv4 block of /8 or narrower, or an IPv6 block of ` +
        '/16 or narrower, while auth.anonymous is set: this block admits everyone',
    );
  });

  test('is refused with plain HTTP, which would show the credentials', () => {
    expect(refusal('auth: { apiKeys: true }\ninsecureHttp: true\n', open('0.0.0.0/0'))).toContain(
      'while insecureHttp is true',
    );
    expect(refusal(`${ANONYMOUS}insecureHttp: true\n`, open('0.0.0.0/0'))).toContain(
      'while auth.anonymous is set and insecureHttp is true',
    );
  });

  test.each(['auth: { apiKeys: true }\n', 'auth: { issuers: [{ issuer: "https://login.example.com" }] }\n'])(
    'is accepted over HTTPS with %j',
    (auth) => {
      expect(parseStage(open('0.0.0.0/0', auth), 'config/test.yaml').edge.allowedCidrs).toContain('0.0.0.0/0');
    },
  );
});
