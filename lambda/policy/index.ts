/** Evaluates Cedar policies in Cedar's JSON form: a closed subset of the language, stricter where an error would open a door. */

export { namedArguments } from './arguments.ts';
export { ACTION_GROUPS, ENTITY_TYPES, groupOfAction } from './entities.ts';
export { NODES } from './operators.ts';
export { type EntityJson, type PolicyJson, type ScopeJson, UnsupportedPolicy } from './policy-json.ts';
export {
  type Authorization,
  type AuthorizationRequest,
  compilePolicies,
  compileStored,
  type Decision,
  type IdentifiedPolicy,
  type PolicySet,
} from './policy-set.ts';
export {
  closedAttributes,
  isClosed,
  parseStored,
  policiesKey,
  type StoredPolicies,
  type StoredPolicy,
  statementId,
  storedAttributes,
  versionOfStored,
} from './stored.ts';
export { Entity } from './values/index.ts';
