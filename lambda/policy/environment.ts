import { ENTITY_TYPES, groupOfAction } from './entities.ts';
import { Datetime, type Entity, isSameEntity, type Outcome, type RecordValue, type Work } from './values/index.ts';

/** All that an expression may read during one decision. */
export interface Environment extends Work {
  readonly principal: Entity;
  /** The ids of the groups that the principal is in. */
  readonly groups: ReadonlySet<string>;
  readonly action: Entity;
  readonly resource: Entity;
  /** The arguments, `context.input`. */
  readonly input: RecordValue | Outcome;
  /** Epoch milliseconds, `context.now`. */
  readonly nowMs: number;
}

/** Whether an entity is another one or below it. Only the principal has groups; an action is in the group of its kind. */
export function isIn(entity: Entity, ancestor: Entity, { principal, groups }: Environment): boolean {
  if (isSameEntity(entity, ancestor)) return true;
  if (ancestor.type === ENTITY_TYPES.group) return groups.has(ancestor.id) && isSameEntity(entity, principal);
  if (ancestor.type !== ENTITY_TYPES.action || entity.type !== ENTITY_TYPES.action) return false;
  return groupOfAction(entity.id) === ancestor.id;
}

export function nowOf({ nowMs }: Environment): Datetime {
  return new Datetime(BigInt(Math.trunc(nowMs)));
}
