import type { AwsAccess } from './targets/index.ts';

/**
 * What a stage tells its functions, in the environment variable `SPILLWAY_SETTINGS` as JSON. The Service stack writes it,
 * `readSettings` reads it, and a test holds the two together.
 */
export interface FunctionSettings {
  /** The stage's name, for logs. */
  readonly stage: string;
  /** Name of the catalogue's DynamoDB table. */
  readonly table: string;
  /** Where agents reach the endpoint, without a trailing slash, for example `https://mcp.example.com`. */
  readonly publicUrl: string;
  /** Origins that browsers may call from; `*` stands for any run of characters except `/`. `publicUrl`'s own origin is always allowed. */
  readonly allowedOrigins: readonly string[];
  readonly catalog: {
    /** Seconds that a server's head may be old before it is read again. */
    readonly refreshSeconds: number;
    /** Tools, prompts and resources, of each, kept ready in memory. */
    readonly cacheEntries: number;
  };
  readonly limits: {
    /** Bytes of a request body. */
    readonly bodyBytes: number;
    /** Nesting of objects and arrays in a request body. */
    readonly jsonDepth: number;
  };
  readonly upstreams: {
    /** CIDR blocks that upstreams may lie in although they are private. */
    readonly allowedNetworks: readonly string[];
  };
  /** What tools may reach in the account. */
  readonly aws: AwsAccess;
  /** What outlives an invocation. */
  readonly state: {
    /** Name of the DynamoDB table of tasks and open questions (`pk`, `sk`; TTL attribute `expires`). */
    readonly table: string;
    /** ARN of the Secrets Manager secret whose text is the key that signs request states; whoever runs tasks may not read it. */
    readonly signingSecret: string;
    /** ARN of the function that runs tasks, with its alias; absent in that function itself. */
    readonly worker?: string;
  };
}

/**
 * Reads the settings that the Service stack gave this function.
 *
 * @param environment the process environment
 * @throws Error when the variable is absent: the function was not deployed by the Service stack
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): FunctionSettings {
  const text = environment.SPILLWAY_SETTINGS;
  if (!text) throw new Error('SPILLWAY_SETTINGS is not set: deploy this function with the Service stack');
  return JSON.parse(text) as FunctionSettings;
}
