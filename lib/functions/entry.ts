/**
 * A property that a request must have. The values of one condition are alternatives; a rule matches if all its conditions do.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export type RuleCondition =
  | { readonly kind: 'path-regex'; readonly regex: string }
  | { readonly kind: 'path'; readonly values: readonly string[] }
  | { readonly kind: 'method'; readonly values: readonly string[] }
  | { readonly kind: 'query'; readonly key: string; readonly value: string }
  | { readonly kind: 'header'; readonly name: string; readonly values: readonly string[] };

/** A listener rule that forwards matching requests to a function. */
export interface FunctionRule {
  /** Names the rule in error messages. The template identifies it by its priority. */
  readonly id: string;
  /** 1 to 50,000. The load balancer applies the matching rule with the lowest number. */
  readonly priority: number;
  readonly conditions: readonly RuleCondition[];
  /**
   * Matches only requests that carry credentials. On a stage that requires credentials, the rule becomes one rule for each header that
   * can carry them, with consecutive priorities from `priority` on.
   *
   * @default false
   */
  readonly credentials?: boolean;
}

/** How requests reach a function. */
export type Reached =
  /** The load balancer invokes it: buffered, at most 1 MB each way, no API Gateway fee. */
  | { readonly by: 'load-balancer'; readonly rules: readonly FunctionRule[] }
  /** The load balancer forwards to the private API, which streams the response. */
  | {
      readonly by: 'private-api';
      /**
       * First step of the function's paths in the private API. One function has the root (''). Every other prefix starts with an
       * underscore, which no server name contains, so that a request path cannot select another function.
       */
      readonly pathPrefix: '' | `/_${string}`;
      readonly rules: readonly FunctionRule[];
    }
  /** Other functions invoke it asynchronously. AWS: lambda/latest/dg/invocation-async-configuring.html */
  | { readonly by: 'event'; readonly maxEventAgeSeconds: number; readonly retries: number }
  /** Nothing in the stage invokes it; an operator or another system of the account does. */
  | { readonly by: 'nothing' };

/** A permission of a function, in addition to writing its log. */
export type Right =
  /** Read the catalogue. */
  | 'readCatalog'
  /** Read and write all of the state table: tasks, open questions, limits. */
  | 'useState'
  /** Read tasks and open questions. */
  | 'readState'
  /** Read and write the leases of open streams, and nothing else in the state table. */
  | 'holdStreamLeases'
  /** Read and write what limits callers and tools, and nothing else in the state table. */
  | 'enforceLimits'
  /** Read the key that signs request states. */
  | 'readSigningKey'
  /** Record calls, on a stage that audits them. */
  | 'recordCalls'
  /** Reach the functions, tables, roles and secrets that the stage lists for its tools. */
  | 'reachTools';

/** A number that a stage sets, and its bounds. */
interface StageNumber {
  readonly default: number;
  readonly least: number;
  readonly most: number;
}

/** The default size of a function, and the bounds of what a stage may set. */
export interface FunctionSizing {
  /** Default memory in MB. */
  readonly memoryMb: number;
  /** Seconds until Lambda stops an invocation. */
  readonly timeoutSeconds: StageNumber;
  /**
   * Streams that the deployment keeps open at once. The function finds the number in its settings, as `state.maxStreams`.
   *
   * @default - the function has no such limit, and stages no such key
   */
  readonly maxStreams?: StageNumber;
  /**
   * Whether a stage can put the function into a VPC, because it runs tools.
   *
   * @default false
   */
  readonly vpc?: boolean;
}

/** One function: its code, and everything that the stage must create for it. */
export interface FunctionEntry {
  /** The file that exports `handler`, as a path from the root of the repository. */
  readonly entry: string;
  /** Shown in the Lambda console after the stage's name. */
  readonly description: string;
  readonly reached: Reached;
  /** What `functions.{name}` of a stage file starts from. */
  readonly size: FunctionSizing;
  readonly rights: readonly Right[];
  /**
   * Name of the function that runs the tasks that this one starts. Grants the right to invoke it, and sets `state.worker` in the
   * settings.
   *
   * @default - the function starts no tasks
   */
  readonly worker?: string;
  /**
   * Settings of this function alone, in addition to those of every function.
   *
   * @default - none
   */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Functions by name. A name becomes a key below `functions` in stage files, and is part of construct ids. */
export type FunctionTable = Readonly<Record<string, FunctionEntry>>;
