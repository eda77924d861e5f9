import type { Json } from '../json.ts';

/**
 * A policy in Cedar's JSON form, as `policyToJson` writes it. Cedar: policies/json-format
 *
 * Expressions stay JSON: {@link compilePolicies} accepts the nodes that it knows and refuses all others.
 */
export interface PolicyJson {
  readonly effect: 'permit' | 'forbid';
  readonly principal: ScopeJson;
  readonly action: ScopeJson;
  readonly resource: ScopeJson;
  readonly conditions: readonly { readonly kind: 'when' | 'unless'; readonly body: Json }[];
}

/** What a policy's head says of principal, action or resource. `op`: `All`, `==`, `in` or `is`. */
export interface ScopeJson {
  readonly op: string;
  readonly entity?: EntityJson;
  readonly entities?: readonly EntityJson[];
  readonly entity_type?: string;
  readonly in?: { readonly entity?: EntityJson };
}

/** An entity, such as `User::"https://id.example.com|ana"`. */
export interface EntityJson {
  readonly type: string;
  readonly id: string;
}

/** A policy is in a form that the evaluator does not know. The message names the part. */
export class UnsupportedPolicy extends Error {
  override readonly name = 'UnsupportedPolicy';
}
