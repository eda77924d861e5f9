import { ACTION_GROUPS, ENTITY_TYPES, groupOfAction } from '../../../policy/index.ts';
import type { ArgumentType, ObjectType } from './argument-types.ts';
import type { Cedar } from './cedar.ts';

/** The actions of a server and the types of their arguments, by `tool:x`, `prompt:x` or `resource:x`. */
export type Actions = ReadonlyMap<string, ObjectType>;

/** What the policies that a schema is for name. */
export interface Named {
  readonly actions: ReadonlySet<string>;
  /** The first name of each path below `context.input`. */
  readonly arguments: ReadonlySet<string>;
}

const PRINCIPALS = [ENTITY_TYPES.key, ENTITY_TYPES.user, ENTITY_TYPES.anonymous];

/**
 * Makes the schema that policies are validated against.
 *
 * Actions that no policy names and whose arguments look the same to the policies differ only in their names: one of them stands for
 * all, so that a server with 100,000 tools has a small schema.
 */
export function cedarSchema(actions: Actions, named: Named): Cedar.SchemaJson<string> {
  const groups = Object.values(ACTION_GROUPS).map((id) => [id, {}] as const);
  return {
    '': {
      entityTypes: {
        [ENTITY_TYPES.key]: {},
        [ENTITY_TYPES.user]: { memberOfTypes: [ENTITY_TYPES.group] },
        [ENTITY_TYPES.anonymous]: {},
        [ENTITY_TYPES.group]: {},
        [ENTITY_TYPES.server]: {},
      },
      actions: Object.fromEntries([...groups, ...memberActions(actions, named)]),
    },
  };
}

function memberActions(actions: Actions, named: Named): readonly [string, Cedar.ActionType<string>][] {
  const members: [string, Cedar.ActionType<string>][] = [];
  const shapes = new Set<string>();
  for (const [id, input] of actions) {
    const isNamed = named.actions.has(id);
    const attributes = recordOf(input, isNamed ? undefined : named.arguments);
    const group = groupOfAction(id) ?? '';
    const shape = JSON.stringify([group, attributes]);
    if (!isNamed && shapes.has(shape)) continue;
    if (!isNamed) shapes.add(shape);
    members.push([
      id,
      {
        memberOf: [{ id: group }],
        appliesTo: {
          principalTypes: [...PRINCIPALS],
          resourceTypes: [ENTITY_TYPES.server],
          context: record({ input: { ...attributes, required: true }, now: { type: 'Extension', name: 'datetime' } }),
        },
      },
    ]);
  }
  return members;
}

type Attribute = Cedar.TypeOfAttribute<string>;

function record(attributes: Record<string, Attribute>): Cedar.Type<string> & { type: 'Record' } {
  return { type: 'Record', attributes };
}

/** @param only the names of the members to include; default: all */
function recordOf({ members }: ObjectType, only?: ReadonlySet<string>): Cedar.Type<string> & { type: 'Record' } {
  const attributes: [string, Attribute][] = [];
  for (const [name, { type, required }] of members) {
    const cedarType = only === undefined || only.has(name) ? typeIn(type) : undefined;
    if (cedarType !== undefined) attributes.push([name, { ...cedarType, required }]);
  }
  return record(Object.fromEntries(attributes));
}

/** @returns nothing for a type that Cedar does not have */
function typeIn(type: ArgumentType): Cedar.Type<string> | undefined {
  switch (type.kind) {
    case 'boolean':
      return { type: 'Boolean' };
    case 'integer':
      return { type: 'Long' };
    case 'string':
      return { type: 'String' };
    case 'list': {
      const element = typeIn(type.items);
      return element && { type: 'Set', element };
    }
    case 'object':
      return recordOf(type);
    case 'refused':
      return undefined;
  }
}
