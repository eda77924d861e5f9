import {
  type AuthorizationRequest,
  compileStored,
  ENTITY_TYPES,
  Entity,
  type PolicySet,
  type StoredPolicies,
  UnsupportedPolicy,
} from '../../policy/index.ts';
import type { PolicyRequest, ServerPolicies } from '../policies.ts';
import type { Principal } from '../principal.ts';
import { parseKeyId, USER } from '../principal-id.ts';

/** The caller in the terms of policies. */
interface Subject {
  readonly principal: Entity;
  readonly groups: ReadonlySet<string>;
}

const subjects = new WeakMap<Principal, Subject>();

/**
 * Makes stored policies ready to be evaluated.
 *
 * @param report receives the error of policies that this release cannot evaluate: they deny everything
 */
export function toServerPolicies(
  server: string,
  stored: StoredPolicies,
  report: (error: unknown) => void,
): ServerPolicies {
  const set = compileOrDeny(server, stored, report);
  return {
    version: stored.version,
    readsTime: set.readsTime,
    evaluate: (request) => set.decide(toRequest(request)),
  };
}

function compileOrDeny(
  server: string,
  stored: StoredPolicies,
  report: (error: unknown) => void,
): Pick<PolicySet, 'readsTime' | 'decide'> {
  try {
    return compileStored(server, stored);
  } catch (error) {
    if (!(error instanceof UnsupportedPolicy)) throw error;
    report(error);
    return { readsTime: false, decide: () => 'deny' };
  }
}

function toRequest({ principal: caller, action, arguments: input, now }: PolicyRequest): AuthorizationRequest {
  const { principal, groups } = subjects.get(caller) ?? remember(caller);
  return { principal, groups, action, input, nowMs: now };
}

function remember(principal: Principal): Subject {
  const subject = { principal: entityOf(principal), groups: new Set(principal.groups) };
  subjects.set(principal, subject);
  return subject;
}

/** `Key::"{id}"`, `User::"{iss}|{sub}"` and `Anonymous::"all"`. */
function entityOf({ kind, id }: Principal): Entity {
  switch (kind) {
    case 'anonymous':
      return new Entity(ENTITY_TYPES.anonymous, 'all');
    case 'key':
      return new Entity(ENTITY_TYPES.key, parseKeyId(id) ?? id);
    case 'user':
      return new Entity(ENTITY_TYPES.user, id.startsWith(USER) ? id.slice(USER.length) : id);
  }
}
