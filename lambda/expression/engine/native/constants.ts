import { type Node, variableName } from './nodes.ts';

/** Functions of their arguments alone. */
const PURE = new Set(['count', 'min', 'max', 'sum', 'floor', 'ceil', 'number', 'abs']);

/** Whether a node has the same value for every item that it is evaluated for: it does not look at the context. */
export function isConstant(node: Node): boolean {
  if (node.predicate !== undefined || node.group !== undefined || node.tuple !== undefined) return false;
  switch (node.type) {
    case 'number':
    case 'string':
    case 'value':
      return true;
    case 'variable':
      return variableName(node) !== undefined;
    case 'path':
      return isConstantPath(node.steps ?? []);
    case 'binary':
      return isConstantIn(node.lhs) && isConstantIn(node.rhs);
    case 'unary':
      if (node.value === '-') return isConstantIn(node.expression);
      return node.value === '[' && (node.expressions ?? []).every(isConstant);
    case 'function':
      return isPureCall(node);
    default:
      return false;
  }
}

const isConstantIn = (node: Node | undefined) => node !== undefined && isConstant(node);

function isConstantPath([first, ...rest]: readonly Node[]): boolean {
  if (first?.type !== 'variable' || !isConstant(first)) return false;
  return rest.every(({ type, stages, group }) => type === 'name' && stages === undefined && group === undefined);
}

function isPureCall({ procedure, arguments: given = [] }: Node): boolean {
  const name = variableName(procedure);
  return name !== undefined && PURE.has(name) && given.length > 0 && given.every(isConstant);
}
