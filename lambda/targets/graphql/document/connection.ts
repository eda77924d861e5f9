import type { FieldNode, FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import type { Fault, KeyPath } from '../../../fault.ts';
import type { JsonObject } from '../../../json.ts';
import { cursorVariable } from '../http-block.ts';
import { isRequired } from './variables.ts';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * Checks that an operation selects what leads from page to page.
 * spec: GraphQL Cursor Connections Specification, sections 2 to 5
 */
export function checkConnection(
  { selectionSet, variableDefinitions = [] }: OperationDefinitionNode,
  fragments: Fragments,
  pagination: JsonObject,
): Fault[] {
  const path: KeyPath = ['pagination', 'connection'];
  let fields = fieldsIn([selectionSet], fragments);
  let at: readonly FieldNode[] = [];
  for (const name of String(pagination.connection).split('.')) {
    at = fields.filter((field) => keyOf(field) === name);
    if (at.length === 0) {
      const known = [...new Set(fields.map(keyOf))].join(', ') || 'no fields';
      return [{ path, message: `does not lead to a connection: \`query\` selects no \`${name}\` there, but ${known}` }];
    }
    fields = fieldsBelow(at, fragments);
  }

  const param = cursorVariable(pagination);
  const definition = variableDefinitions.find(({ variable }) => variable.name.value === param);
  const below = (name: string) =>
    fieldsBelow(
      fields.filter((field) => keyOf(field) === name),
      fragments,
    ).map(keyOf);
  const faults: Fault[] = [];
  if (!at.some((field) => takes(field, param))) {
    const message = `has no argument that takes the cursor: write \`after: $${param}\` in \`query\`, or name another variable in \`param\``;
    faults.push({ path, message });
  }
  if (definition !== undefined && isRequired(definition)) {
    faults.push({ path: ['query'], message: `requires $${param}, but the first page has no cursor: remove the \`!\`` });
  }
  const info = below('pageInfo');
  if (!info.includes('endCursor')) {
    faults.push({ path, message: 'needs `pageInfo { hasNextPage endCursor }` in `query`' });
  } else if (!info.includes('hasNextPage')) {
    const message = 'has no `hasNextPage` in its `pageInfo`: most APIs then need a request more to find the end';
    faults.push({ severity: 'warning', path, message });
  }
  if (!fields.some((field) => keyOf(field) === 'nodes') && !below('edges').includes('node')) {
    faults.push({ path, message: 'needs `nodes { ... }` or `edges { node { ... } }` in `query`' });
  }
  return faults;
}

/** The name of a field in the response. */
const keyOf = ({ name, alias }: FieldNode) => (alias ?? name).value;

const takes = ({ arguments: given = [] }: FieldNode, param: string) =>
  given.some(({ value }) => value.kind === 'Variable' && value.name.value === param);

function fieldsBelow(fields: readonly FieldNode[], fragments: Fragments): readonly FieldNode[] {
  return fieldsIn(
    fields.flatMap(({ selectionSet }) => selectionSet ?? []),
    fragments,
  );
}

/** Returns the fields of selections and of the fragments in them, which have no cycles. */
function fieldsIn(sets: readonly SelectionSetNode[], fragments: Fragments): readonly FieldNode[] {
  return sets.flatMap(({ selections }) =>
    selections.flatMap((selection): readonly FieldNode[] => {
      if (selection.kind === 'Field') return [selection];
      if (selection.kind === 'InlineFragment') return fieldsIn([selection.selectionSet], fragments);
      const fragment = fragments.get(selection.name.value);
      return fragment === undefined ? [] : fieldsIn([fragment.selectionSet], fragments);
    }),
  );
}
