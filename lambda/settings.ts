import type { AuthSettings } from './auth/settings.ts';
import type { StreamingHedges } from './edge/hedges.ts';
import type { AwsAccess } from './targets/index.ts';

/**
 * A stage's settings for its functions, as JSON in the environment variable `SPILLWAY_SETTINGS`. The Service stack writes it,
 * {@link readSettings} reads it, and a test checks that both agree.
 */
export interface FunctionSettings {
  /** Name of the stage, for logs. */
  readonly stage: string;
  /** Name of the catalogue's DynamoDB table. */
  readonly table: string;
  /** URL of the endpoint for clients, without a trailing slash, for example `https://mcp.example.com`. */
  readonly publicUrl: string;
  /** Origins of allowed browser requests; `*` matches any characters except `/`. The origin of `publicUrl` is always allowed. */
  readonly allowedOrigins: readonly string[];
  /** How callers prove who they are. */
  readonly auth: AuthSettings;
  readonly catalog: {
    /** Maximum age in seconds of a server's head before it is read again. */
    readonly refreshSeconds: number;
    /** Maximum age in seconds of a copy that serves while a read is slow. */
    readonly staleSeconds: number;
    /** Maximum tools, prompts and resources in memory, each. */
    readonly cacheEntries: number;
  };
  readonly limits: {
    /** Maximum bytes of a request body. */
    readonly bodyBytes: number;
    /** Maximum nesting of objects and arrays in a request body. */
    readonly jsonDepth: number;
    /** The rate of each address from which callers without credentials connect; absent: none. */
    readonly anonymous?: { readonly requestsPerSecond: number; readonly burst?: number };
  };
  readonly upstreams: {
    /** Private CIDR blocks in which upstreams are allowed. */
    readonly allowedNetworks: readonly string[];
    /** Whether these blocks may include this machine; only the local stack sets it. */
    readonly loopback?: boolean;
  };
  /** The resources of the account that tools may use. */
  readonly aws: AwsAccess;
  /** The audit of calls; absent in functions that run none, and on stages without `audit.calls`. */
  readonly audit?: {
    /** Name of the log group. */
    readonly logGroup: string;
    /** Name of the stream in it that all functions write to. */
    readonly logStream: string;
    /** ARN of the Secrets Manager secret whose text is the key of the digests of arguments. */
    readonly digestSecret: string;
  };
  /** How responses meet what AWS is reported to do to streams; absent in functions that stream none. */
  readonly streaming?: Required<StreamingHedges>;
  /** State that outlives an invocation. */
  readonly state: {
    /** Name of the DynamoDB table of tasks and open questions (`pk`, `sk`; TTL attribute `expires`). */
    readonly table: string;
    /** ARN of the Secrets Manager secret whose text is the key that signs request states; the worker cannot read it. */
    readonly signingSecret: string;
    /** ARN, with alias, of the function that runs tasks; absent in that function itself. */
    readonly worker?: string;
    /** Subscription streams that the deployment keeps open at once; absent in functions that open none. */
    readonly maxStreams?: number;
  };
}

/**
 * Reads the settings of this function.
 *
 * @param environment the process environment
 * @throws Error when the variable is missing: the Service stack did not deploy the function
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): FunctionSettings {
  const text = environment.SPILLWAY_SETTINGS;
  if (!text) throw new Error('SPILLWAY_SETTINGS is not set: deploy this function with the Service stack');
  return JSON.parse(text) as FunctionSettings;
}
