import type { DefinitionNode, DocumentNode, FragmentDefinitionNode, OperationDefinitionNode } from 'graphql';
import type { Fault } from '../../../fault.ts';
import { isJsonObject } from '../../../json.ts';
import type { TargetTool } from '../../types.ts';
import { checkConnection } from './connection.ts';
import { parseDocument } from './parse.ts';
import { checkVariables } from './variables.ts';

/** Checks the GraphQL document of a tool, and what the tool's other keys need of it. */
export async function checkDocument(tool: TargetTool): Promise<readonly Fault[]> {
  const { document, faults } = await parseDocument(String(tool.target.query));
  if (document === undefined || faults.length > 0) return faults;
  const operations = document.definitions.filter(isOperation);
  const found = choose(operations, tool.target.operationName);
  if ('fault' in found) return [found.fault];
  const { operation } = found;
  return [
    ...checkKind(operation, tool),
    ...checkVariables(operation, tool),
    ...checkPages(operation, document, tool.target.pagination),
  ];
}

const isOperation = (node: DefinitionNode): node is OperationDefinitionNode => node.kind === 'OperationDefinition';
const isFragment = (node: DefinitionNode): node is FragmentDefinitionNode => node.kind === 'FragmentDefinition';

/** Finds the operation that a request runs. spec: GraphQL September 2025, section 6.1 (GetOperation) */
function choose(
  operations: readonly OperationDefinitionNode[],
  wanted: unknown,
): { readonly operation: OperationDefinitionNode } | { readonly fault: Fault } {
  const [first, second] = operations;
  if (first === undefined) return { fault: { path: ['query'], message: 'has no operation, only fragments' } };
  const names = operations.map(({ name }) => name?.value ?? 'one without a name').join(', ');
  const path = ['operationName'];
  if (wanted === undefined) {
    if (second === undefined) return { operation: first };
    return { fault: { path, message: `is missing: \`query\` has the operations ${names}` } };
  }
  const operation = operations.find(({ name }) => name?.value === wanted);
  return operation === undefined
    ? { fault: { path, message: `is not an operation of \`query\`, which has ${names}` } }
    : { operation };
}

function checkKind({ operation: kind }: OperationDefinitionNode, { annotations, target }: TargetTool): Fault[] {
  if (kind === 'subscription') {
    return [{ path: ['query'], message: 'is a subscription, which is not supported: use a query or a mutation' }];
  }
  if (kind !== 'mutation') return [];
  const faults: Fault[] = [];
  if (annotations?.readOnlyHint === true) {
    const message = 'is a mutation, but the tool has `annotations: { readOnlyHint: true }`: set it to false';
    faults.push({ path: ['query'], message });
  }
  if (target.pagination !== undefined) {
    faults.push({ path: ['pagination'], message: 'needs a query: each page would carry out the mutation again' });
  }
  return faults;
}

function checkPages(operation: OperationDefinitionNode, document: DocumentNode, pagination: unknown): Fault[] {
  if (!isJsonObject(pagination) || operation.operation !== 'query') return [];
  const fragments = new Map(document.definitions.filter(isFragment).map((each) => [each.name.value, each]));
  return checkConnection(operation, fragments, pagination);
}
