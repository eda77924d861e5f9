import type { Json } from '../synthesize.ts';

/** A stage from which most changes start. */
export const BASE: Json = {
  region: 'us-east-1',
  edge: { allowedCidrs: ['203.0.113.0/24'], domainName: 'mcp.acme.io' },
  auth: { apiKeys: true, issuers: [{ issuer: 'https://login.acme.io', clients: ['ci'] }] },
  functions: {
    rank: {
      entry: 'examples/countries/functions/rank.ts',
      permissions: [
        {
          actions: ['s3:GetObject'],
          resources: ['arn:aws:s3:::reports/*'],
          reason: 'New reports are added every day, and their names are not known.',
        },
      ],
    },
  },
  tables: { orders: { table: 'shop-orders' } },
};

/** What `{name}` stands for, by the key before it. */
export const NAMES: Readonly<Record<string, string>> = {
  'auth.implies': 'orders:write',
  'auth.issuers[].scopes': 'orders.read',
  awsRoles: 'reports',
  existingFunctions: 'report',
  functions: 'rank',
  'functions.{name}.environment': 'MODEL',
  tables: 'orders',
  tags: 'team',
};

/** Deployments of a stage that differ in one key. */
export interface KeyChange {
  /** Where the values go; default: at the key. */
  readonly at?: string;
  /** One value for each deployment; without one, the key is absent. */
  readonly values: readonly unknown[];
  /** What the stage has beside it, by path. */
  readonly beside?: Readonly<Record<string, unknown>>;
  /** Resources that hold data, or an address that others know, and that a change replaces or deletes. */
  readonly moves?: readonly string[];
  /** Resources that leave their stack and stay in the account. */
  readonly leaves?: readonly string[];
  /** Resources that CloudFormation cannot create while the old ones exist. */
  readonly blocks?: readonly string[];
  /** Whether the stage is another deployment then, and the one before stays as it is. */
  readonly elsewhere?: true;
  /** Why no template changes. */
  readonly outside?: string;
}

const ALB = 'Network_LoadBalancerAlb';
const VPC_ID = 'Network_NetworkVpc';
const SUBNETS = ['Network_NetworkVpcEndpointSubnetSubnet', 'Network_NetworkVpcPublicSubnetSubnet'];

const ZONE = { id: 'Z0123456789ABCDEFGHIJ', name: 'acme.io' };
const IN_ZONE = { 'edge.hostedZone': ZONE };
const certificate = (digit: string) =>
  `arn:aws:acm:us-east-1:111122223333:certificate/${digit.repeat(8)}-1234-1234-1234-123456789012`;
const key = (digit: string) => `arn:aws:kms:us-east-1:111122223333:key/${digit.repeat(8)}-1234-1234-1234-123456789012`;

const EXISTING = {
  vpcId: 'vpc-00000000000000001',
  subnetIds: ['subnet-00000000000000001', 'subnet-00000000000000002'],
  zones: ['us-east-1a', 'us-east-1b'],
};
const IN_EXISTING = { 'network.existing': EXISTING };
const OTHER_SUBNETS = ['subnet-00000000000000003', 'subnet-00000000000000004'];

const VPC = { subnetIds: ['subnet-00000000000000001'], securityGroupIds: ['sg-00000000000000001'] };
const vpcOf = (name: string): Record<string, KeyChange[]> => ({
  [`functions.${name}.vpc.subnetIds`]: [
    { at: `functions.${name}.vpc`, values: [undefined, VPC, undefined] },
    { values: [VPC.subnetIds, OTHER_SUBNETS], beside: { [`functions.${name}.vpc`]: VPC } },
  ],
  [`functions.${name}.vpc.securityGroupIds`]: [
    { values: [VPC.securityGroupIds, ['sg-00000000000000002']], beside: { [`functions.${name}.vpc`]: VPC } },
  ],
});

const sizeOf = (name: string): Record<string, KeyChange[]> => ({
  [`functions.${name}.memoryMb`]: [{ values: [512, 1024] }],
  [`functions.${name}.timeoutSeconds`]: [{ values: [60, 61] }],
  [`functions.${name}.reservedConcurrency`]: [{ values: [undefined, 10, 20, undefined] }],
});

const BY_COMMAND_LINE = 'The command line reads it from the stage file.';

/** What changes of each key do. A test requires an entry for every key of the schema. */
export const CHANGES: Readonly<Record<string, readonly KeyChange[]>> = {
  region: [{ values: ['us-east-1', 'eu-central-1'], elsewhere: true }],
  account: [{ values: [undefined, '111122223333'] }, { values: ['111122223333', '444455556666'], elsewhere: true }],
  insecureHttp: [{ values: [false, true, false] }],
  'edge.scheme': [
    {
      values: ['internet-facing', 'internal', 'internet-facing'],
      beside: { 'edge.allowedCidrs': ['203.0.113.0/24', '10.0.0.0/8'] },
      moves: [ALB, 'Network_NetworkVpcInternalSubnetSubnet', 'Network_NetworkVpcPublicSubnetSubnet'],
    },
  ],
  'edge.ipAddressType': [{ values: ['ipv4', 'dualstack', 'ipv4'], beside: IN_ZONE, moves: SUBNETS, blocks: SUBNETS }],
  'edge.allowedCidrs': [{ values: [['203.0.113.0/24'], ['198.51.100.0/24', '0.0.0.0/0']] }],
  'edge.allowedOrigins': [{ values: [undefined, ['https://app.acme.io']] }],
  'edge.domainName': [
    { values: ['mcp.acme.io', 'tools.acme.io'] },
    { values: ['mcp.acme.io', 'tools.acme.io'], beside: IN_ZONE },
    { values: [undefined, 'mcp.acme.io', undefined], beside: { insecureHttp: true } },
  ],
  'edge.hostedZone.id': [
    { at: 'edge.hostedZone', values: [undefined, ZONE, undefined] },
    { values: [ZONE.id, 'Z9999999999'], beside: IN_ZONE },
  ],
  'edge.hostedZone.name': [
    { values: ['acme.io', 'mcp.acme.io'], beside: IN_ZONE, outside: 'Records belong to the ID of their zone.' },
  ],
  'edge.certificateArn': [{ values: [undefined, certificate('1'), certificate('2'), undefined] }],
  'edge.idleTimeoutSeconds': [{ values: [310, 600] }],
  'edge.deletionProtection': [{ values: [true, false, true] }],
  'auth.apiKeys': [{ values: [true, false] }],
  'auth.issuers[].issuer': [{ values: ['https://login.acme.io', 'https://sso.acme.io'] }],
  'auth.issuers[].audiences': [{ values: [undefined, ['api://mcp']] }],
  'auth.issuers[].clients': [{ values: [['ci'], ['ci', 'agents']] }],
  'auth.issuers[].algorithms': [{ values: [undefined, ['RS256']] }],
  'auth.issuers[].scopeClaim': [{ values: [undefined, 'permissions'] }],
  'auth.issuers[].scopes.{name}': [{ values: [undefined, ['orders:read']] }],
  'auth.issuers[].groupsClaim': [{ values: [undefined, 'groups'] }],
  'auth.anonymous.scopes': [{ at: 'auth.anonymous', values: [undefined, {}, { scopes: ['public'] }, undefined] }],
  'auth.audience': [{ values: ['server', 'deployment'] }],
  'auth.implies.{name}': [{ values: [undefined, ['orders:read']] }],
  'auth.claims': [{ values: [undefined, ['email']] }],
  'auth.scopesSupported': [{ values: [undefined, ['orders:read']] }],
  'auth.maxKeyDays': [{ values: [365, 30], outside: BY_COMMAND_LINE }],
  'network.cidr': [{ values: ['10.83.0.0/16', '10.20.0.0/20'], moves: [VPC_ID, ...SUBNETS], blocks: [ALB] }],
  'network.zones': [{ values: [undefined, ['us-east-1b', 'us-east-1d']], moves: SUBNETS, blocks: SUBNETS }],
  'network.existing.vpcId': [
    { at: 'network.existing', values: [undefined, EXISTING], moves: [VPC_ID, ...SUBNETS], blocks: [ALB] },
    { values: [EXISTING.vpcId, 'vpc-00000000000000002'], beside: IN_EXISTING, blocks: [ALB] },
  ],
  'network.existing.subnetIds': [{ values: [EXISTING.subnetIds, OTHER_SUBNETS], beside: IN_EXISTING }],
  'network.existing.zones': [{ values: [EXISTING.zones, ['us-east-1c', 'us-east-1d']], beside: IN_EXISTING }],
  ...sizeOf('direct'),
  ...sizeOf('stream'),
  ...sizeOf('listen'),
  ...sizeOf('worker'),
  ...sizeOf('{name}'),
  ...vpcOf('stream'),
  ...vpcOf('worker'),
  ...vpcOf('{name}'),
  'functions.listen.maxStreams': [{ values: [100, 50] }],
  'functions.{name}.entry': [
    { at: 'functions.{name}', values: [undefined, { entry: 'examples/countries/functions/rank.ts' }, undefined] },
  ],
  'functions.{name}.environment.{name}': [{ values: [undefined, 'small', 'large'] }],
  'functions.{name}.permissions[].actions': [{ values: [['s3:GetObject'], ['s3:GetObject', 's3:GetObjectTagging']] }],
  'functions.{name}.permissions[].resources': [{ values: [['arn:aws:s3:::reports/*'], ['arn:aws:s3:::other/*']] }],
  'functions.{name}.permissions[].reason': [
    {
      values: ['New reports are added every day.', 'Reports have names that are not known.'],
      outside: 'It is for reviewers and for the report of cdk-nag.',
    },
  ],
  'existingFunctions.{name}': [{ values: [undefined, 'arn:aws:lambda:us-east-1:111122223333:function:report'] }],
  'tables.{name}.table': [{ values: ['shop-orders', 'shop-orders-2'] }],
  'tables.{name}.writable': [{ values: [false, true, false] }],
  'awsRoles.{name}': [{ values: [undefined, 'arn:aws:iam::111122223333:role/reports-reader'] }],
  'secrets.store': [{ values: ['secrets-manager', 'ssm'] }],
  'catalog.refreshSeconds': [{ values: [5, 2] }],
  'catalog.staleSeconds': [{ values: [60, 0] }],
  'catalog.cacheEntries': [{ values: [1000, 5000] }],
  'catalog.keepVersions': [{ values: [20, 50], outside: BY_COMMAND_LINE }],
  'catalog.pointInTimeRecovery': [{ values: [true, false, true] }],
  'catalog.deletionProtection': [{ values: [true, false, true] }],
  'catalog.retain': [{ values: [true, false, true] }, { values: [true, false], beside: { 'audit.calls': true } }],
  'limits.bodyBytes': [{ values: [1_000_000, 250_000] }],
  'limits.jsonDepth': [{ values: [64, 32] }],
  'limits.requestsPerSecond': [{ values: [1000, 200] }],
  'limits.requestBurst': [{ values: [500, 100] }],
  'limits.anonymous.requestsPerSecond': [
    {
      at: 'limits.anonymous',
      values: [undefined, { requestsPerSecond: 5 }, { requestsPerSecond: 10 }],
      beside: { 'auth.anonymous': {} },
    },
  ],
  'limits.anonymous.burst': [
    { values: [undefined, 20], beside: { 'auth.anonymous': {}, 'limits.anonymous': { requestsPerSecond: 5 } } },
  ],
  'streaming.emptyBody': [{ values: ['none', 'newline'] }],
  'streaming.flush': [{ values: ['filler', 'none'] }],
  'upstreams.allowedNetworks': [{ values: [undefined, ['10.20.0.0/16']] }],
  'kms.keyArn': [{ values: [undefined, key('1'), key('2'), undefined], beside: { 'audit.calls': true } }],
  'apiGateway.accountRole': [
    {
      values: ['existing', 'create', 'existing'],
      leaves: ['Service_PrivateApiAccount', 'Service_PrivateApiCloudWatchRole'],
    },
  ],
  'logs.retentionDays': [{ values: [30, 7] }],
  'audit.calls': [
    {
      values: [false, true, false],
      leaves: ['Service_CallAuditCalls', 'Service_CallAuditDigestKey', 'Service_CallAuditStream'],
    },
  ],
  'audit.retentionDays': [{ values: [365, 90], beside: { 'audit.calls': true } }],
  'tags.{name}': [
    { values: [undefined, 'platform'], outside: 'CloudFormation gives the tags of a stack to its resources.' },
  ],
};
