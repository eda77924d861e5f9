import type { JsonObject } from '../json.ts';
import type { Principal } from './principal.ts';

/** The use of a document: a tool or prompt by name, a resource by URI or template; `list` before a document is chosen. */
export type Action = 'list' | `tool:${string}` | `prompt:${string}` | `resource:${string}`;

/** The policies of one server at one version, ready to be evaluated. A server without policies has none of these. */
export interface ServerPolicies {
  /** Changes whenever the policies change: caches of what a caller sees are kept by it. */
  readonly version: number;
  /** Whether any policy reads the time, so that a result must not be cached. */
  readonly readsTime: boolean;
  evaluate(request: PolicyRequest): PolicyResult;
}

/** All inputs of a policy decision. Plain data. */
export interface PolicyRequest {
  readonly principal: Principal;
  readonly action: Exclude<Action, 'list'>;
  /** The arguments of a call; `undefined` while they are unknown, as in a list. */
  readonly arguments: JsonObject | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** `unknown`: it depends on the arguments, which the request lacks. */
export type PolicyResult = 'allow' | 'deny' | 'unknown';
