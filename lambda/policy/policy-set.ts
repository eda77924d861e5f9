import type { JsonObject } from '../json.ts';
import { isMappable, type NamedArgument, namedArguments } from './arguments.ts';
import { compileExpression, type Evaluate, entityOf } from './compile.ts';
import { ENTITY_TYPES, groupOfAction } from './entities.ts';
import { type Environment, isIn } from './environment.ts';
import { inOrder, not } from './logic.ts';
import { NODES } from './operators.ts';
import { type PolicyJson, type ScopeJson, UnsupportedPolicy } from './policy-json.ts';
import { type StoredPolicies, statementId } from './stored.ts';
import { DECISION_STEPS, Entity, IS_ERROR, IS_FALSE, IS_TRUE, isRecord, possibleAs, UNKNOWN } from './values/index.ts';

/** A policy with the id under which errors and reasons name it. */
export interface IdentifiedPolicy {
  readonly id: string;
  readonly json: PolicyJson;
}

/** All inputs of a decision, in Cedar's terms. */
export interface AuthorizationRequest {
  readonly principal: Entity;
  /** The ids of the principal's groups. */
  readonly groups: ReadonlySet<string>;
  /** `tool:refund`, `prompt:summary`, `resource:file:///a.txt`. */
  readonly action: string;
  /** `undefined`: not known yet. */
  readonly input: JsonObject | undefined;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** `unknown`: it depends on the arguments. */
export type Decision = 'allow' | 'deny' | 'unknown';

/** A decision and what led to it, with the ids of policies in the order of the set. */
export interface Authorization {
  readonly decision: Decision;
  /** The policies that decided: every satisfied `forbid`, or else every satisfied `permit` of an allowed request. */
  readonly reasons: readonly string[];
  /** Policies whose conditions ended with an error. */
  readonly errors: readonly string[];
}

/** The policies of one server. */
export interface PolicySet {
  /** Whether any policy reads the time. */
  readonly readsTime: boolean;
  /** Decides; stops as soon as the decision is certain. */
  decide(request: AuthorizationRequest): Decision;
  /** Decides, and evaluates every policy to say why. */
  explain(request: AuthorizationRequest): Authorization;
}

interface CompiledPolicy {
  readonly id: string;
  readonly isForbid: boolean;
  readonly actions: ActionScope;
  readonly conditions: Evaluate;
  readonly names: readonly NamedArgument[];
}

/** The actions that a policy concerns. */
interface ActionScope {
  /** Actions and groups by id; absent: all. */
  readonly named?: ReadonlySet<string>;
  /** Whether a named group includes its members. */
  readonly withMembers: boolean;
}

/** The policies that concern one action, or all actions of a group that no policy names. */
interface Applicable {
  readonly forbids: readonly CompiledPolicy[];
  readonly permits: readonly CompiledPolicy[];
  readonly names: readonly NamedArgument[];
}

/**
 * Compiles policies to functions.
 *
 * As in Cedar, a request is denied unless a `permit` applies, and a `forbid` wins. Two things are stricter. A `forbid` that ends
 * with an error denies: Cedar ignores it, so that an unexpected value would open what it closes. And an argument that a policy
 * names and that has no counterpart in Cedar, such as 1.5, denies.
 *
 * @param server the name of the server, the resource of every request
 * @throws UnsupportedPolicy
 */
export function compilePolicies(server: string, policies: readonly IdentifiedPolicy[]): PolicySet {
  const resource = new Entity(ENTITY_TYPES.server, server);
  let readsTime = false;
  const onTime = () => {
    readsTime = true;
  };
  const compiled = policies.flatMap((policy) => compilePolicy(policy, resource, onTime));
  const applicable = selector(compiled);

  function begin({ principal, groups, action, input, nowMs }: AuthorizationRequest) {
    const found = applicable(action);
    const environment: Environment = {
      steps: DECISION_STEPS,
      principal,
      groups,
      action: new Entity(ENTITY_TYPES.action, action),
      resource,
      input: isRecord(input) ? input : UNKNOWN,
      nowMs,
    };
    const mapped = input === undefined || found.names.every((name) => isMappable(name, input, environment));
    return { found, environment, mapped };
  }

  return {
    readsTime,
    decide(request) {
      const { found, environment, mapped } = begin(request);
      const { forbids, permits } = found;
      if (!mapped) return 'deny';
      let mayForbid = false;
      for (const { conditions } of forbids) {
        const possible = possibleAs(conditions(environment));
        if ((possible & IS_FALSE) === 0) return 'deny';
        mayForbid ||= possible !== IS_FALSE;
      }
      let mayPermit = false;
      let permitted = false;
      for (const { conditions } of permits) {
        const possible = possibleAs(conditions(environment));
        mayPermit ||= (possible & IS_TRUE) !== 0;
        permitted = possible === IS_TRUE;
        if (permitted) break;
      }
      if (!mayPermit || environment.steps < 0) return 'deny';
      return permitted && !mayForbid ? 'allow' : 'unknown';
    },
    explain(request) {
      const { found, environment, mapped } = begin(request);
      const { forbids, permits } = found;
      const results = new Map(
        [...forbids, ...permits].map((policy) => [policy, possibleAs(policy.conditions(environment))] as const),
      );
      const idsOf = (wanted: readonly CompiledPolicy[], possible: number) =>
        wanted.filter((policy) => results.get(policy) === possible).map(({ id }) => id);
      const forbidding = idsOf(forbids, IS_TRUE);
      const decision = mapped ? this.decide(request) : 'deny';
      return {
        decision,
        reasons: decision === 'allow' ? idsOf(permits, IS_TRUE) : forbidding,
        errors: compiled.filter((policy) => results.get(policy) === IS_ERROR).map(({ id }) => id),
      };
    },
  };
}

/** Selects the policies that concern an action; made once for each action that policies name, and for each group. */
function selector(compiled: readonly CompiledPolicy[]): (action: string) => Applicable {
  const named = new Set(compiled.flatMap(({ actions }) => [...(actions.named ?? [])]));
  const known = new Map<string, Applicable>();
  return (action) => {
    const group = groupOfAction(action);
    const key = named.has(action) ? action : (group ?? '');
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = select(compiled, action, group);
    known.set(key, found);
    return found;
  };
}

function select(compiled: readonly CompiledPolicy[], action: string, group: string | undefined): Applicable {
  const concerned = compiled.filter(
    ({ actions: { named, withMembers } }) =>
      named === undefined || named.has(action) || (withMembers && group !== undefined && named.has(group)),
  );
  const byPath = new Map(concerned.flatMap(({ names }) => names).map((name) => [JSON.stringify(name), name]));
  return {
    forbids: concerned.filter(({ isForbid }) => isForbid),
    permits: concerned.filter(({ isForbid }) => !isForbid),
    names: [...byPath.values()],
  };
}

/** @returns nothing for a policy of another resource */
function compilePolicy({ id, json }: IdentifiedPolicy, resource: Entity, onTime: () => void): CompiledPolicy[] {
  const { effect, principal, action, conditions } = json;
  if (effect !== 'permit' && effect !== 'forbid') throw new UnsupportedPolicy(`${id}: the effect is not supported`);
  try {
    if (!concernsResource(json.resource, resource)) return [];
    const bodies = conditions.map(({ kind, body }) => {
      const condition = compileExpression(body, NODES, onTime);
      if (kind === 'when') return condition;
      if (kind === 'unless') return not(condition);
      throw new UnsupportedPolicy('a condition is neither `when` nor `unless`');
    });
    const all = inOrder([...compileScope(principal), ...bodies], IS_FALSE);
    const names = conditions.flatMap(({ body }) => namedArguments(body));
    return [{ id, isForbid: effect === 'forbid', actions: compileActions(action), conditions: all, names }];
  } catch (error) {
    throw error instanceof UnsupportedPolicy ? new UnsupportedPolicy(`${id}: ${error.message}`) : error;
  }
}

/** The condition that the head of a policy sets for the principal. */
function compileScope({ op, entity, entity_type, in: within }: ScopeJson): readonly Evaluate[] {
  if (op === 'All') return [];
  if (op === '==' || op === 'in') {
    const wanted = entityOf({ ...entity });
    if (op === '==') return [({ principal }) => principal.id === wanted.id && principal.type === wanted.type];
    return [(environment) => isIn(environment.principal, wanted, environment)];
  }
  if (op !== 'is' || entity_type === undefined) throw new UnsupportedPolicy(`the scope \`${op}\` is not supported`);
  const is: Evaluate = ({ principal }) => principal.type === entity_type;
  return within === undefined ? [is] : [is, ...compileScope({ op: 'in', ...within })];
}

function concernsResource({ op, entity, entity_type, in: within }: ScopeJson, resource: Entity): boolean {
  if (op === 'All') return true;
  if (op === 'is') {
    return (
      entity_type === resource.type && (within === undefined || concernsResource({ op: '==', ...within }, resource))
    );
  }
  if (op !== '==' && op !== 'in') throw new UnsupportedPolicy(`the scope \`${op}\` is not supported`);
  const { type, id } = entityOf({ ...entity });
  return type === resource.type && id === resource.id;
}

function compileActions({ op, entity, entities }: ScopeJson): ActionScope {
  if (op === 'All') return { withMembers: true };
  if (op !== '==' && op !== 'in') throw new UnsupportedPolicy(`the scope \`${op}\` is not supported`);
  const wanted = (entities ?? [{ ...entity }]).map((each) => entityOf({ ...each }));
  const ids = wanted.filter(({ type }) => type === ENTITY_TYPES.action).map(({ id }) => id);
  return { named: new Set(ids), withMembers: op === 'in' };
}

/**
 * Compiles stored policies.
 *
 * @throws UnsupportedPolicy for one that a later release wrote
 */
export function compileStored(server: string, { policies }: StoredPolicies): PolicySet {
  return compilePolicies(
    server,
    policies.flatMap(({ name, statements }) =>
      statements.map((json, index) => ({ id: statementId(name, index, statements.length), json })),
    ),
  );
}
