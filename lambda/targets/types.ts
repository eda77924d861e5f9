import type { ToolResult } from '../content/blocks.ts';
import type { Fault } from '../fault.ts';
import type { Json, JsonObject } from '../json.ts';
import type { WorkBudget } from '../work/index.ts';
import type { Parts } from './parts.ts';

/** What one call may use. */
export interface CallContext {
  /** The caller of the tool. */
  readonly caller: Caller;
  /** When the call must have ended, in epoch milliseconds; the target ends itself before that with a {@link ToolError}. */
  readonly deadline: number;
  /** Bytes that a result, and any upstream body on the way to it, may have. */
  readonly resultBytes: number;
  /** Whether anyone receives partial results; where nobody does, a target need not make them. */
  readonly partials: boolean;
  /** Answers to an earlier attempt's {@link InputRequiredPart}, by its keys. */
  readonly inputResponses?: JsonObject | undefined;
  /** What the earlier attempt left in its {@link InputRequiredPart}; only this deployment can have written it. */
  readonly state?: Json | undefined;
  /** What the client said it can do (MCP's ClientCapabilities); `undefined` where it is not known. */
  readonly clientCapabilities?: JsonObject | undefined;
  /** The caller's trace, to be carried on. */
  readonly trace?: TraceContext | undefined;
  /** What all checks and expressions of the request may cost. */
  readonly work: WorkBudget;
  /** Name of the MCP server that the tool belongs to; its secrets are the tool's. */
  readonly server: string;
  /** Hosts, as `host` or `host:port`, that the server's secrets may be sent to. Asked for only by a call that sends one. */
  readonly secretHosts: () => readonly string[] | Promise<readonly string[]>;
}

/** A caller, as far as a target may know it. */
export interface Caller {
  /** Tells callers apart; never a credential. */
  readonly id: string;
}

/** W3C Trace Context and Baggage, as the caller sent them. spec: basic/index#_meta */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
  readonly baggage?: string | undefined;
}

/** What a deployment gives its targets. */
export interface TargetEnvironment {
  /** CIDR blocks, IPv4 or IPv6, that upstreams may lie in although they are private (stage key `upstreams.allowedNetworks`). */
  readonly allowedNetworks: readonly string[];
  readonly aws: AwsAccess;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /**
   * Finds every address of an upstream's host name; each is checked before a connection goes to one of them.
   *
   * @default the system's resolver
   */
  readonly resolveHost?: (hostname: string) => Promise<readonly HostAddress[]>;
}

/** What the stage lets tools reach in the account. Names are those that tools use; what is not listed cannot be reached. */
export interface AwsAccess {
  /** ARNs of the functions that may be invoked, by name. */
  readonly functions: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<string, TableAccess>>;
  /** ARNs of the roles that requests may be signed with, by name. */
  readonly roles: Readonly<Record<string, string>>;
  readonly secrets: {
    readonly store: 'secrets-manager' | 'ssm';
    /** What the store's own name of a secret starts with: `{prefix}{server}/{secret}`. */
    readonly prefix: string;
  };
}

/** One table that tools may use. */
interface TableAccess {
  /** Name or ARN of the table. */
  readonly table: string;
  /** Whether tools may write to it. */
  readonly writable: boolean;
}

/** An address of a host, as `dns.lookup` gives it. */
export interface HostAddress {
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

/** A tool's target, ready to be called any number of times. Throws {@link ToolError} for what the agent can act on. */
export type PreparedTarget = (args: JsonObject, context: CallContext) => ToolResult | Promise<ToolResult> | Parts;

/** The parts of a tool document that its target may look at. */
export interface TargetTool {
  readonly name: string;
  readonly input: JsonObject;
  readonly output?: JsonObject | undefined;
  /** What the tool says of itself to agents: `readOnlyHint` and its like. */
  readonly annotations?: JsonObject | undefined;
  readonly target: JsonObject & { readonly type: string };
}

/**
 * What functions run of a target type: makes a block callable. Runs once per cached tool, does no I/O and never throws for a
 * block that publishing checked.
 */
export type PrepareTarget = (tool: TargetTool, environment: TargetEnvironment) => PreparedTarget;

/** What publishing knows of a target type; no function carries it. */
export interface TargetType {
  /** JSON Schema 2020-12 of the `target` block, every object closed. */
  readonly schema: JsonObject;
  /**
   * Checks what a schema cannot say: expressions that parse, a URL that is one. The block already satisfies `schema`.
   *
   * @returns every fault found; empty when the block is good
   */
  check(tool: TargetTool): Promise<readonly Fault[]>;
}
