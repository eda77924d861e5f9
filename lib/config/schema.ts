import { z } from 'zod';
import { awsRoles, existingFunctions, secrets, tables } from './access.ts';
import { LISTS_BYTES, listsBytes } from './environment-bytes.ts';
import { functions, separateToolkit } from './functions.ts';
import { isOpenToEveryone, parseCidr } from './networks.ts';
import { cidr, parseArn, wholeNumber } from './values.ts';

/** Days that CloudWatch Logs can keep a log group. API_PutRetentionPolicy of CloudWatch Logs lists them. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const origin = z.string().regex(/^https?:\/\/[^/\s]+$/, {
  error: 'expected an origin without a path, such as https://app.example.com or http://localhost:*',
});

const edge = z.strictObject({
  /** Who may connect, as CIDR blocks. Required: nothing is open by accident. */
  allowedCidrs: z.array(cidr).min(1, { error: 'expected at least one CIDR block that may connect' }),
  /** Origins that browsers may call from; `*` stands for any run of characters except `/`. Default: only the endpoint's own. */
  allowedOrigins: z.array(origin).default([]),
  /** The host name that agents use; its DNS record is yours to make. Default: the load balancer's own DNS name. */
  domainName: z
    .string()
    .regex(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, {
      error: 'expected a host name in lower case without scheme or path, such as mcp.example.com',
    })
    .optional(),
  /**
   * Seconds that a silent connection stays open. Default 310: API Gateway gives a silent private stream up after 300, and the
   * load balancer must not be the first to hang up.
   */
  idleTimeoutSeconds: wholeNumber(310, 4000).default(310),
  /** Keeps the load balancer from being deleted. Default true. */
  deletionProtection: z.boolean().default(true),
});

const auth = z.strictObject({
  /** Who is asking. `none`: anyone whom `edge.allowedCidrs` lets in. Default none. */
  mode: z.enum(['none']).default('none'),
});

const network = z.strictObject({
  /** Addresses of the VPC that holds the load balancer and the endpoint, a /16 to /24. Default 10.83.0.0/16. */
  cidr: z
    .string()
    .refine(
      (text) => {
        const block = parseCidr(text);
        return block?.family === 4 && block.prefix >= 16 && block.prefix <= 24;
      },
      { error: 'expected an IPv4 block between /16 and /24, such as 10.83.0.0/16' },
    )
    .default('10.83.0.0/16'),
});

const catalog = z.strictObject({
  /** Seconds until a published change shows everywhere. Default 5. */
  refreshSeconds: wholeNumber(1, 300).default(5),
  /** Tools that one function instance keeps in memory. Default 1000. */
  cacheEntries: wholeNumber(1, 100_000).default(1000),
  /** Continuous backups of the table, billed by its size. Default true. */
  pointInTimeRecovery: z.boolean().default(true),
  /** Keeps the table from being deleted. Default true. */
  deletionProtection: z.boolean().default(true),
  /** Keeps the table when its stack is deleted. Default true. */
  retain: z.boolean().default(true),
});

const limits = z.strictObject({
  /** Bytes of a request body, at most the 1 MB that a load balancer hands to a function. Default 1000000. */
  bodyBytes: wholeNumber(1_000, 1_000_000).default(1_000_000),
  /** Nesting of objects and arrays in a request body. Default 64. */
  jsonDepth: wholeNumber(8, 512).default(64),
  /** Requests a second that the private API lets through before it answers 429. Default 1000. */
  requestsPerSecond: wholeNumber(1, 10_000).default(1000),
  /** Requests at once above that rate. Default 500. */
  requestBurst: wholeNumber(1, 5_000).default(500),
});

const upstreams = z.strictObject({
  /** Private or loopback blocks that tools may nevertheless call. Default: none. */
  allowedNetworks: z.array(cidr).default([]),
});

const logs = z.strictObject({
  /** Days that every log of the stage is kept. Default 30. */
  retentionDays: z.literal(RETENTION_DAYS).default(30),
});

/** One stage, as `config/{stage}.yaml` writes it. */
const stageDocument = z.strictObject({
  /** AWS Region, such as us-east-1. Required. */
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, { error: 'expected an AWS Region such as us-east-1 or eu-central-1' }),
  /**
   * Listens on plain HTTP, port 80, so that a stage needs no domain and no certificate. Default false: HTTPS, port 443, with
   * the certificate whose ARN is in the SSM parameter `/spillway/{stage}/certificate-arn`.
   */
  insecureHttp: z.boolean().default(false),
  /** The load balancer: who may connect, under which name. */
  edge,
  /** Who is asking. */
  auth: auth.prefault({}),
  /** The VPC. */
  network: network.prefault({}),
  /** Sizes of the functions, and the toolkit functions that the stage deploys for its tools. */
  functions: functions.prefault({}),
  /** ARNs of other functions that tools may invoke, by name. Default: none. */
  existingFunctions: existingFunctions.default({}),
  /** DynamoDB tables that tools may use, by name. Default: none. */
  tables: tables.default({}),
  /** ARNs of the roles that requests may be signed with, by name. Default: none. */
  awsRoles: awsRoles.default({}),
  /** Where the secrets of tools are kept. */
  secrets: secrets.prefault({}),
  /** The table of tools, and how functions read it. */
  catalog: catalog.prefault({}),
  /** What one request may weigh, and how many may come. */
  limits: limits.prefault({}),
  /** Where tools may connect. */
  upstreams: upstreams.prefault({}),
  /** How long logs are kept. */
  logs: logs.prefault({}),
  /** Tags on both stacks and all that is in them, beside `spillway:stage`. Default: none. */
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).default({}),
});

type StageDocument = z.output<typeof stageDocument>;

/** Reads one stage. */
export const stageSchema = stageDocument
  .check(refuseOpenDoors, refuseSharedNames, refuseOtherRegions, refuseTooMuch)
  .transform((stage) => ({ ...stage, functions: separateToolkit(stage.functions) }));

/** One stage, every default filled in. */
export type StageConfig = z.output<typeof stageSchema>;

/** An address list that lets everyone in needs both: callers who prove who they are, and a wire that hides the proof. */
function refuseOpenDoors(context: z.core.ParsePayload<StageDocument>): void {
  const { auth, edge, insecureHttp } = context.value;
  const why = [
    ...(auth.mode === 'none' ? ['auth.mode is none'] : []),
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

/** A tool names a function by one word, whoever deployed it. */
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

/** Lambda and DynamoDB answer only for what lies in the Region that is asked. */
function refuseOtherRegions(context: z.core.ParsePayload<StageDocument>): void {
  const { region, existingFunctions, tables } = context.value;
  const named = [
    ...Object.entries(existingFunctions).map(([name, arn]) => ({ path: ['existingFunctions', name], arn })),
    ...Object.entries(tables).map(([name, { table }]) => ({ path: ['tables', name, 'table'], arn: table })),
  ];
  for (const { path, arn } of named) {
    const other = parseArn(arn)?.region;
    if (other === undefined || other === region) continue;
    context.issues.push({
      code: 'custom',
      input: arn,
      path,
      message: `expected an ARN in the stage's Region, ${region}`,
    });
  }
}

/** What the lists say reaches the functions in their environment, which Lambda bounds. */
function refuseTooMuch(context: z.core.ParsePayload<StageDocument>): void {
  const { functions, ...lists } = context.value;
  const bytes = listsBytes({ ...lists, ...separateToolkit(functions) });
  if (bytes <= LISTS_BYTES) return;
  context.issues.push({
    code: 'custom',
    input: context.value,
    path: [],
    message:
      `expected lists that fit into the environment variables of a function: origins, networks, functions, tables and roles take ` +
      `${bytes} bytes, and ${LISTS_BYTES} are available; use shorter names, and table names instead of ARNs`,
  });
}
