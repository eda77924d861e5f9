import type { ToolResult } from '../content/index.ts';
import type { Scope } from '../expression/index.ts';
import type { Fault, KeyPath } from '../fault.ts';
import type { Json, JsonObject } from '../json.ts';
import type { OutboundEnvironment } from '../outbound/index.ts';
import type { WorkBudget } from '../work/index.ts';
import type { Parts } from './parts.ts';

/** The context of one call. */
export interface CallContext {
  /** The caller of the tool. */
  readonly caller: Caller;
  /** Epoch milliseconds by which the call must have ended; the target throws a {@link ToolError} before that. */
  readonly deadline: number;
  /** The byte limit of a result, and of any upstream body that becomes one as it is. */
  readonly resultBytes: number;
  /** Whether the caller receives partial results; if not, a target need not build them. */
  readonly partials: boolean;
  /** Answers to an earlier attempt's {@link InputRequiredPart}, by its keys. */
  readonly inputResponses?: JsonObject | undefined;
  /** The state from the earlier attempt's {@link InputRequiredPart}; its signature shows that this deployment wrote it. */
  readonly state?: Json | undefined;
  /** The client's capabilities (MCP's ClientCapabilities); `undefined` if unknown. */
  readonly clientCapabilities?: JsonObject | undefined;
  /**
   * Whether an answer in which nothing is found is the error `notFound`, and not an empty result: for a resource.
   *
   * @default false
   */
  readonly mustFind?: boolean;
  /** The caller's trace context, to be forwarded. */
  readonly trace?: TraceContext | undefined;
  /** What all checks and expressions of the request may cost. */
  readonly work: WorkBudget;
  /** Name of the MCP server that the tool belongs to, whose secrets it uses. */
  readonly server: string;
  /** Signs what the same caller may hand back to the same tool; absent where the function has no signing key. */
  readonly seal?: Seal | undefined;
  /** What the function received of the request's address; absent for a call that no request waits for. */
  readonly address?: (() => RequestAddress) | undefined;
  /** Hosts, as `host` or `host:port`, that may receive the server's secrets. Only a call that sends a secret reads them. */
  readonly secretHosts: () => readonly string[] | Promise<readonly string[]>;
}

/** Signs values that callers carry from one call to the next. */
export interface Seal {
  /** Returns a text that contains the value, readable by its holder; `undefined` where that is not possible now. */
  close(value: Json): Promise<string | undefined>;
  /** Returns the value in such a text; `undefined` for any other text, and one of another caller or tool. */
  open(text: string): Promise<Json | undefined>;
}

/** The address of a request as a function receives it, behind the load balancer's rewrites. */
export interface RequestAddress extends JsonObject {
  readonly host: string;
  /** Without query. */
  readonly path: string;
  /** Each parameter with its values. */
  readonly query: JsonObject;
}

/** What the templates of a call are given before there is a response. */
export interface CallScope extends Scope {
  readonly args: JsonObject;
  readonly caller: Caller;
}

/** A caller, as far as a target may know it. */
export interface Caller {
  /** Tells callers apart; never a credential. */
  readonly id: string;
  /** The claims of the caller's token that the stage lists in `auth.claims`; empty for callers without a token. */
  readonly claims: JsonObject;
}

/** W3C Trace Context and Baggage, as the caller sent them. spec: basic/index#_meta */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
  readonly baggage?: string | undefined;
}

/** The deployment's part of a target's context. */
export interface TargetEnvironment extends OutboundEnvironment {
  readonly aws: AwsAccess;
  /**
   * Reads a secret by its name in the store, in place of the store that the stage selects; `undefined` for one that does not exist.
   *
   * @default reads the store
   */
  readonly readSecret?: (name: string) => Promise<string | undefined>;
}

/** The account's resources that the stage opens to tools, by the names that tools use. */
export interface AwsAccess {
  /** ARNs of the functions that may be invoked, by name. */
  readonly functions: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<string, TableAccess>>;
  /** ARNs of the roles that requests may be signed with, by name. */
  readonly roles: Readonly<Record<string, string>>;
  readonly secrets: {
    readonly store: 'secrets-manager' | 'ssm';
    /** The start of a secret's name in the store: `{prefix}{server}/{secret}`. */
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

/** A prepared target, called any number of times. Throws {@link ToolError} for failures that the agent can act on. */
export type PreparedTarget = (
  args: JsonObject,
  context: CallContext,
) => ToolResult | Promise<ToolResult | Parts> | Parts;

/** The parts of a tool document that a target reads. */
export interface TargetTool {
  readonly name: string;
  readonly input: JsonObject;
  readonly output?: JsonObject | undefined;
  /** The tool's annotations for agents, such as `readOnlyHint`. */
  readonly annotations?: JsonObject | undefined;
  /** The byte limit of what is read of an upstream at once, and mapped to a result. */
  readonly answerBytes?: number | undefined;
  readonly target: JsonObject & { readonly type: string };
}

/**
 * Prepares a target for calls. Runs once per cached tool, does no I/O, and never throws for a block that passed publishing.
 */
export type PrepareTarget = (tool: TargetTool, environment: TargetEnvironment) => PreparedTarget;

/** A target type at publish; functions do not bundle it. */
export interface TargetType {
  /** JSON Schema 2020-12 of the `target` block, in which every object is closed. */
  readonly schema: JsonObject;
  /**
   * Checks rules that a schema cannot express, such as the syntax of expressions and URLs. The block satisfies `schema`.
   *
   * @returns every fault found
   */
  check(tool: TargetTool): Promise<readonly Fault[]>;
  /**
   * Whether tools of the type read as much as `limits.answerBytes` says.
   *
   * @default true
   */
  readonly readsAnswers?: boolean;
  /**
   * Returns the URLs to which a checked block sends credentials, each with its key in the block.
   *
   * @default none
   */
  secretUrls?(block: JsonObject): readonly SecretUrl[];
  /**
   * Finds what a checked block needs and a stage does not open to tools.
   *
   * @default nothing
   */
  checkStage?(block: JsonObject, stage: StageAccess): readonly Fault[];
}

/** A destination of credentials. */
export interface SecretUrl {
  readonly path: KeyPath;
  readonly url: string;
}

/** The resources that a stage opens to tools, by the names that tools use. */
export interface StageAccess {
  readonly functions: readonly string[];
  readonly tables: Readonly<Record<string, { readonly writable: boolean }>>;
  readonly roles: readonly string[];
  /** Private CIDR blocks, IPv4 or IPv6, that upstreams may be in. */
  readonly allowedNetworks: readonly string[];
  /** Whether these blocks may contain addresses of the machine itself: in the local stack only. Default false. */
  readonly loopback?: boolean;
}
