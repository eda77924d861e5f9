import { z } from 'zod';
import { isOpenToEveryone, parseCidr } from './networks.ts';

/** Days that CloudWatch Logs can keep a log group. API_PutRetentionPolicy of CloudWatch Logs lists them. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Longest run of the `stream` function: a minute below the 15 that API Gateway streams and Lambda runs. */
const STREAM_TIMEOUT_SECONDS = 840;

const cidr = z.string().refine((text) => parseCidr(text) !== undefined, {
  error: 'expected a CIDR block such as 203.0.113.7/32 or 2001:db8::/64',
});

const origin = z.string().regex(/^https?:\/\/[^/\s]+$/, {
  error: 'expected an origin without a path, such as https://app.example.com or http://localhost:*',
});

const wholeNumber = (from: number, to: number) =>
  z.number().refine((value) => Number.isInteger(value) && value >= from && value <= to, {
    error: `expected a whole number from ${from} to ${to}`,
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

/** One function's size. `timeoutDefault` and `timeoutLimit` are in seconds. */
const functionSize = (timeoutDefault: number, timeoutLimit: number) =>
  z.strictObject({
    /** Memory in MB; CPU grows with it (1,769 MB is one core). Default 512. */
    memoryMb: wholeNumber(128, 10_240).default(512),
    /** Seconds until Lambda stops an invocation. Default 30 (direct), 300 (stream). */
    timeoutSeconds: wholeNumber(1, timeoutLimit).default(timeoutDefault),
    /** Most invocations at once: a cap on the bill, and taken out of the account's pool. Default: no cap. */
    reservedConcurrency: wholeNumber(1, 10_000).optional(),
  });

const functions = z.strictObject({
  /** Answers the load balancer itself: discovery, lists, CORS, challenges. Buffered, at most 1 MB. */
  direct: functionSize(30, 300).prefault({}),
  /** Answers calls, and streams. */
  stream: functionSize(300, STREAM_TIMEOUT_SECONDS).prefault({}),
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
export const stageSchema = z
  .strictObject({
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
    /** Sizes of the functions. */
    functions: functions.prefault({}),
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
  })
  .check(refuseOpenDoors);

/** One stage, every default filled in. */
export type StageConfig = z.output<typeof stageSchema>;

type Unchecked = Pick<StageConfig, 'auth' | 'edge' | 'insecureHttp'>;

/** An address list that lets everyone in needs both: callers who prove who they are, and a wire that hides the proof. */
function refuseOpenDoors(context: z.core.ParsePayload<Unchecked>): void {
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
      message: `expected a block of your own (IPv4 /8 or narrower, IPv6 /16 or narrower) while ${why.join(' and ')}: this one lets everyone in`,
    });
  });
}
