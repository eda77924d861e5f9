import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { JsonObject } from '../../../../lambda/json.ts';

import {
  ACTION_GROUPS,
  type Authorization,
  type AuthorizationRequest,
  compilePolicies,
  type Decision,
  Entity,
  groupOfAction,
  type IdentifiedPolicy,
} from '../../../../lambda/policy/index.ts';
import { type Request, SERVER } from './cases.ts';

/** Policies, compiled for both sides. */
export interface BothSides {
  readonly ours: (request: Request) => Authorization;
  /** What Cedar says, but for its errors of a `forbid`, which deny here. */
  readonly expected: (request: Request) => Authorization;
  /** Our decision while the arguments are unknown. */
  readonly withoutArguments: (request: Request) => Decision;
}

const GROUP_ENTITIES = Object.values(ACTION_GROUPS).map((id) => ({
  uid: { type: 'Action', id },
  attrs: {},
  parents: [],
}));

/** Prepares a set of policies on both sides. */
export function bothSides(policies: readonly IdentifiedPolicy[]): BothSides {
  const set = compilePolicies(SERVER, policies);
  const staticPolicies = Object.fromEntries(policies.map(({ id, json }) => [id, json]));
  const parsed = cedar.preparsePolicySet('case', { staticPolicies: staticPolicies as Record<string, cedar.Policy> });
  if (parsed.type === 'failure') throw new Error(JSON.stringify(parsed.errors));
  return {
    ours: (request) => set.explain(inOurs(request, request.input)),
    withoutArguments: (request) => set.decide(inOurs(request, undefined)),
    expected: (request) => asOurs(askCedar(request), policies),
  };
}

function inOurs({ principal, groups, action, nowMs }: Request, input: JsonObject | undefined): AuthorizationRequest {
  return { principal: new Entity(principal.type, principal.id), groups: new Set(groups), action, input, nowMs };
}

function askCedar({ principal, groups, action, input, nowMs }: Request): cedar.Response {
  const group = groupOfAction(action);
  const answer = cedar.statefulIsAuthorized({
    principal: { ...principal },
    action: { type: 'Action', id: action },
    resource: { type: 'Server', id: SERVER },
    context: { input: input as cedar.CedarValueJson, now: cedarTime(nowMs) },
    preparsedPolicySetId: 'case',
    entities: [
      { uid: { ...principal }, attrs: {}, parents: groups.map((id) => ({ type: 'Group', id })) },
      ...ACTIONS.map((id) => ({ uid: { type: 'Action', id }, attrs: {}, parents: parentOf(id) })),
      { uid: { type: 'Action', id: action }, attrs: {}, parents: [{ type: 'Action', id: group ?? '' }] },
      ...GROUP_ENTITIES,
    ].filter(
      ({ uid }, index, all) =>
        all.findIndex((other) => other.uid.id === uid.id && other.uid.type === uid.type) === index,
    ),
  });
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  return answer.response;
}

const ACTIONS = ['tool:refund', 'tool:find', 'prompt:summary', 'resource:file:///{name}'];

function parentOf(id: string): { type: string; id: string }[] {
  const group = groupOfAction(id);
  return group === undefined ? [] : [{ type: 'Action', id: group }];
}

/** A moment, also before the year 0 and after 9999, which `datetime` cannot write. */
function cedarTime(ms: number): cedar.CedarValueJson {
  return { __extn: { fn: 'datetime', arg: new Date(ms).toISOString() } };
}

/** Cedar ignores a `forbid` that ends with an error; here it denies. */
function asOurs({ decision, diagnostics }: cedar.Response, policies: readonly IdentifiedPolicy[]): Authorization {
  const order = (ids: readonly string[]) => policies.map(({ id }) => id).filter((id) => ids.includes(id));
  const reasons = order(diagnostics.reason);
  const errors = order(diagnostics.errors.map(({ policyId }) => policyId));
  const erring = policies.some(({ id, json }) => json.effect === 'forbid' && errors.includes(id));
  if (decision === 'allow' && erring) return { decision: 'deny', reasons: [], errors };
  return { decision, reasons, errors };
}
