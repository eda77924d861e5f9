import { z } from 'zod';
import { awsRoles, existingFunctions, secrets, tables } from './access.ts';
import { auth, authSettings, hasMethod, NO_METHOD } from './auth.ts';
import { arnProblems, reachProblems, regionProblem, tagProblems } from './checks/index.ts';
import { LISTS_BYTES, listsBytes } from './environment-bytes.ts';
import { functions, separateToolkit } from './functions.ts';
import { isLoopback, isOpenToEveryone, parseCidr } from './networks.ts';
import {
  certificateArn,
  DEFAULT_CIDR,
  domainProblems,
  existing,
  hostedZone,
  isReserved,
  kms,
  networkProblems,
  zones,
} from './placement.ts';
import { cidr, hostName, wholeNumber } from './values.ts';

/** Retention periods in days that CloudWatch Logs supports. AWS: AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const origin = z.string().regex(/^https?:\/\/[^/\s]+$/, {
  error: 'expected an origin without a path, such as https://app.example.com or http://localhost:*',
});

const edge = z.strictObject({
  /**
   * `internet-facing`: the load balancer has public addresses. `internal`: it has private addresses of its VPC, and clients reach it
   * through the network of the account. Default internet-facing.
   */
  scheme: z.enum(['internet-facing', 'internal']).default('internet-facing'),
  /** `dualstack`: the load balancer has IPv6 addresses as well. Default ipv4. */
  ipAddressType: z.enum(['ipv4', 'dualstack']).default('ipv4'),
  /** CIDR blocks that may connect. Required, so that no stage is open by accident. */
  allowedCidrs: z.array(cidr).min(1, { error: 'expected at least one CIDR block that may connect' }),
  /** Origins that browsers may call from; `*` matches any characters except `/`. Default: only the endpoint's own origin. */
  allowedOrigins: z.array(origin).default([]),
  /** Host name of the endpoint; without hostedZone, you create its DNS record. Required for HTTPS. Default: the load balancer's own DNS name. */
  domainName: hostName('expected a host name in lower case without scheme or path, such as mcp.example.com').optional(),
  /** The public hosted zone in which the stage creates the record of domainName, and a certificate that it validates. Default: neither. */
  hostedZone,
  /** ARN of the certificate. Default: the one that hostedZone creates, else the one whose ARN is in the SSM parameter. */
  certificateArn,
  /**
   * Seconds that an idle connection stays open. Default 310: API Gateway closes an idle private stream after 300 seconds, and the
   * load balancer must not close it first.
   */
  idleTimeoutSeconds: wholeNumber(310, 4000).default(310),
  /** Protects the load balancer and its stack from deletion. Default true. */
  deletionProtection: z.boolean().default(true),
});

const network = z.strictObject({
  /** IPv4 block of the VPC that holds the load balancer and the endpoint, /16 to /24. Default 10.83.0.0/16. */
  cidr: cidr
    .refine(
      (text) => {
        const block = parseCidr(text);
        return block?.family === 4 && block.prefix >= 16 && block.prefix <= 24;
      },
      { error: 'expected an IPv4 block between /16 and /24, such as 10.83.0.0/16' },
    )
    .refine((text) => !isReserved(text), {
      error: 'expected a block that a VPC can have, not loopback, link-local or multicast, such as 10.83.0.0/16',
    })
    .default(DEFAULT_CIDR),
  /** The two Availability Zones of the VPC. Default: the first two that CloudFormation lists for the account. */
  zones,
  /** An existing VPC, which the stage uses instead of creating one. Default: the stage creates a VPC. */
  existing,
});

const catalog = z.strictObject({
  /** Maximum seconds until every function uses a published change. Default 5. */
  refreshSeconds: wholeNumber(1, 300).default(5),
  /** Maximum age in seconds of a copy that serves while a read is slow; for an older one, requests wait. Default 60. */
  staleSeconds: wholeNumber(0, 3600).default(60),
  /** Maximum number of tools that one function instance caches; prompts and resources have caches of the same size. Default 1000. */
  cacheEntries: wholeNumber(1, 100_000).default(1000),
  /** How many of a server's newest versions publishing keeps; it removes older ones an hour after they were replaced. Default 20. */
  keepVersions: wholeNumber(1, 1000).default(20),
  /** Point-in-time recovery of catalogue and audit: continuous backups, billed by table size. Default true. */
  pointInTimeRecovery: z.boolean().default(true),
  /** Protects the tables of catalogue and audit from deletion. Default true. */
  deletionProtection: z.boolean().default(true),
  /** Retains the tables of catalogue and audit when their stack is deleted. Default true. */
  retain: z.boolean().default(true),
});

const limits = z.strictObject({
  /** Maximum bytes of a request body, at most the 1 MB that a load balancer can send to a function. Default 1000000. */
  bodyBytes: wholeNumber(1_000, 1_000_000).default(1_000_000),
  /** Maximum nesting depth of objects and arrays in a request body. Default 64. */
  jsonDepth: wholeNumber(8, 512).default(64),
  /** Requests per second above which the private API returns 429. Default 1000. */
  requestsPerSecond: wholeNumber(1, 10_000).default(1000),
  /** Burst of requests that may exceed the rate. Default 500. */
  requestBurst: wholeNumber(1, 5_000).default(500),
  /** Limits callers without credentials, each address by itself. Default: none. */
  anonymous: z
    .strictObject({
      /** Operations per second, averaged. Required. */
      requestsPerSecond: z
        .number()
        .min(0.001, { error: 'expected a number from 0.001 to 10000' })
        .max(10_000, { error: 'expected a number from 0.001 to 10000' }),
      /** Operations that may exceed the rate at once. Default: those of one second. */
      burst: wholeNumber(1, 10_000).optional(),
    })
    .optional(),
});

const upstreams = z.strictObject({
  /** Private blocks that tools may call. Default: none, public addresses only. */
  allowedNetworks: z
    .array(
      cidr.refine((text) => !isLoopback(text), {
        error:
          'expected a network other than loopback, which deployed functions refuse; remove the entry: the local stack allows ' +
          'loopback by itself',
      }),
    )
    .default([]),
});

const logs = z.strictObject({
  /** Retention of every log of the stage, in days. Default 30. */
  retentionDays: z.literal(RETENTION_DAYS).default(30),
});

const apiGateway = z.strictObject({
  /**
   * The role that API Gateway writes the logs of the account and Region with. `existing`: the account has one. `create`: the stage
   * creates one, in place of the one that the account has, for every API of the account and Region. Default existing.
   */
  accountRole: z.enum(['existing', 'create']).default('existing'),
});

// docs/decisions/0036-hedges-for-streaming.md
const streaming = z.strictObject({
  /**
   * What a streamed response without a body has. `none`: the header `Content-Length: 0`. `newline`: one newline as its body, for an
   * account in which doctor saw an empty response hang. Default none.
   */
  emptyBody: z.enum(['none', 'newline']).default('none'),
  /** Whether a small write that readers ignore follows a message that no other follows at once. Default filler. */
  flush: z.enum(['none', 'filler']).default('filler'),
});

const audit = z.strictObject({
  /** Whether every call is recorded in a log group of its own: its decision before it runs, and its outcome after. Default false. */
  calls: z.boolean().default(false),
  /** Retention of these records, in days. Default 365. */
  retentionDays: z.literal(RETENTION_DAYS).default(365),
});

/** A stage as `config/{stage}.yaml` defines it. */
const stageDocument = z.strictObject({
  /** AWS Region, such as us-east-1. Required. */
  region: z.string().check(refuseUnknownRegion),
  /** The account to deploy to, 12 digits in quotes; a deployment with credentials of another one fails. Default: that of the credentials. */
  account: z
    // YAML reads digits without quotes as a number, which loses leading zeros.
    .custom<string>((value) => typeof value === 'string' && /^[0-9]{12}$/.test(value), {
      error: 'expected an account ID of 12 digits in quotes, such as "123456789012"',
    })
    .optional(),
  /**
   * Whether the load balancer listens on plain HTTP, port 80, which needs no domain and no certificate. Default false: HTTPS, port
   * 443, with the certificate of edge.hostedZone or edge.certificateArn, or the one whose ARN is in the SSM parameter
   * `/spillway/{stage}/certificate-arn`.
   */
  insecureHttp: z.boolean().default(false),
  /** The load balancer: its host name, and the addresses that may connect. */
  edge,
  /** Who may call: at least one of `apiKeys`, `issuers` and `anonymous`. */
  auth: auth.prefault({}),
  /** The VPC. */
  network: network.prefault({}),
  /** Sizes of the stage's own functions, and the toolkit functions that the stage deploys for its tools. */
  functions: functions.prefault({}),
  /** ARNs of existing functions that tools may invoke, by name. Default: none. */
  existingFunctions: existingFunctions.default({}),
  /** DynamoDB tables that tools may use, by name. Default: none. */
  tables: tables.default({}),
  /** ARNs of the IAM roles that tools may sign requests with, by name. Default: none. */
  awsRoles: awsRoles.default({}),
  /** The store of the tools' secrets. */
  secrets: secrets.prefault({}),
  /** The table of the catalogue, and how functions read it. */
  catalog: catalog.prefault({}),
  /** Limits of request size and request rate. */
  limits: limits.prefault({}),
  /** Addresses that tools may connect to. */
  upstreams: upstreams.prefault({}),
  /** How streamed responses are written. */
  streaming: streaming.prefault({}),
  /** The key that encrypts tables, logs and secrets. */
  kms: kms.prefault({}),
  /** How API Gateway writes its logs. */
  apiGateway: apiGateway.prefault({}),
  /** Log retention. */
  logs: logs.prefault({}),
  /** The audit of calls. */
  audit: audit.prefault({}),
  /** Tags on all stacks and their resources, in addition to `spillway:stage`. Default: none. */
  tags: z.record(z.string(), z.string()).check(refuseTags).default({}),
});

type StageDocument = z.output<typeof stageDocument>;

/** Validates a stage document and fills in its defaults. */
export const stageSchema = stageDocument
  .check(
    refuseNoMethod,
    refuseNobodysLimit,
    refuseOpenDoors,
    // Before the next one: its error for a zone without a name is the more precise one.
    refuseOtherNetworks,
    refuseUnreachable,
    refuseSharedNames,
    refuseOtherPlaces,
    refuseTooMuch,
  )
  .transform((stage) => ({ ...stage, functions: separateToolkit(stage.functions) }));

/** A stage with every default filled in. */
export type StageConfig = z.output<typeof stageSchema>;

/** The stage with a door: it accepts keys, and admits nobody without credentials. */
export function requireCredentials(stage: StageConfig): StageConfig {
  const { anonymous: _, ...auth } = stage.auth;
  return { ...stage, auth: { ...auth, apiKeys: true } };
}

/** Without facts about the Region, CDK stops in the middle of synthesis. */
function refuseUnknownRegion(context: z.core.ParsePayload<string>): void {
  const message = regionProblem(context.value);
  if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message });
}

/** AWS checks tags only while it creates resources. */
function refuseTags(context: z.core.ParsePayload<Record<string, string>>): void {
  for (const { key, message } of tagProblems(context.value)) {
    context.issues.push({ code: 'custom', input: context.value, path: key === undefined ? [] : [key], message });
  }
}

/** A stage is closed by default, so it must say whom it admits. */
function refuseNoMethod(context: z.core.ParsePayload<StageDocument>): void {
  const { auth } = context.value;
  if (hasMethod(auth)) return;
  context.issues.push({ code: 'custom', input: auth, path: ['auth'], message: NO_METHOD });
}

/** A limit that limits nobody is a mistake: the stage seems protected, or meant to admit callers without credentials. */
function refuseNobodysLimit(context: z.core.ParsePayload<StageDocument>): void {
  const { auth, limits } = context.value;
  if (limits.anonymous === undefined || auth.anonymous !== undefined) return;
  context.issues.push({
    code: 'custom',
    input: limits.anonymous,
    path: ['limits', 'anonymous'],
    message: 'expected no such limit on a stage without auth.anonymous: every caller has credentials',
  });
}

/** A block that admits everyone requires both authentication and TLS, which protects the credentials. */
function refuseOpenDoors(context: z.core.ParsePayload<StageDocument>): void {
  const { auth, edge, insecureHttp } = context.value;
  const why = [
    ...(auth.anonymous === undefined ? [] : ['auth.anonymous is set']),
    ...(insecureHttp ? ['insecureHttp is true'] : []),
  ];
  if (why.length === 0) return;
  edge.allowedCidrs.forEach((block, index) => {
    if (!isOpenToEveryone(block)) return;
    context.issues.push({
      code: 'custom',
      input: block,
      path: ['edge', 'allowedCidrs', index],
      message: `expected an IPv4 block of /8 or narrower, or an IPv6 block of /16 or narrower, while ${why.join(' and ')}: this block admits everyone`,
    });
  });
}

/** An endpoint that nobody can use is a mistake that only a deployment would show. */
function refuseUnreachable(context: z.core.ParsePayload<StageDocument>): void {
  const { edge, insecureHttp } = context.value;
  const { allowedCidrs, domainName, scheme, ipAddressType } = edge;
  const problems = reachProblems({ allowedCidrs, domainName, insecureHttp, scheme, ipAddressType });
  for (const { path, input, message } of problems) {
    context.issues.push({ code: 'custom', input, path: [...path], message });
  }
}

/** Tools refer to toolkit functions and existing functions by name, so the names must differ. */
function refuseSharedNames(context: z.core.ParsePayload<StageDocument>): void {
  const { functions, existingFunctions } = context.value;
  for (const [name, arn] of Object.entries(existingFunctions)) {
    if (!Object.hasOwn(functions, name)) continue;
    context.issues.push({
      code: 'custom',
      input: arn,
      path: ['existingFunctions', name],
      message: `expected another name: functions.${name} has this one`,
    });
  }
}

/** A function calls services of its own Region, and a partition knows no ARN of another. */
function refuseOtherPlaces(context: z.core.ParsePayload<StageDocument>): void {
  for (const problem of arnProblems(context.value)) context.issues.push({ code: 'custom', ...problem });
}

/** Keys of network, domain name and certificate that exclude each other. */
function refuseOtherNetworks(context: z.core.ParsePayload<StageDocument>): void {
  const problems = [...networkProblems(context.value), ...domainProblems(context.value)];
  for (const problem of problems) context.issues.push({ code: 'custom', ...problem });
}

/** The functions receive the lists in their environment variables, whose size Lambda limits. */
function refuseTooMuch(context: z.core.ParsePayload<StageDocument>): void {
  const { functions, auth, ...lists } = context.value;
  const bytes = listsBytes({ ...lists, ...separateToolkit(functions), auth: authSettings(auth) });
  if (bytes <= LISTS_BYTES) return;
  context.issues.push({
    code: 'custom',
    input: context.value,
    path: [],
    message:
      `expected lists that fit into the environment variables of a function: origins, networks, authentication, functions, tables and roles take ` +
      `${bytes} bytes, and ${LISTS_BYTES} are available; use shorter names, and table names instead of ARNs`,
  });
}
