/** Compiles jsonata's syntax tree into functions that run without promises. */
import { LimitExceeded, OPERAND_WEIGHT } from '../limits.ts';
import { weigh } from '../weight.ts';
import { compileCall, compileFunction } from './calls.ts';
import { compileGroup } from './groups.ts';
import { isJoined, type Node } from './nodes.ts';
import { compileOperator, textOfScalar } from './operators.ts';
import { compileFilter, compilePath } from './paths.ts';
import { type Compiler, leaveToJsonata, type Run, type Runtime, Unsupported } from './runtime.ts';
import { finite, isTrue } from './scalars.ts';
import { assertItems, collapse, createSequence, isMarked, lookUp, pushAll } from './sequences.ts';

/** What finds several things, so that its value may be a sequence. */
const OF_SEQUENCES = new Set([
  'path',
  'name',
  'wildcard',
  'descendant',
  'variable',
  'function',
  'apply',
  'binary',
  'unary',
  // what they pass on may be a sequence in a sequence, of a function that was given as an argument
  'block',
  'condition',
]);

/**
 * Compiles a node.
 *
 * @throws Unsupported for what only jsonata evaluates: joins, transforms, partial application, functions as values
 */
export function compileNode(node: Node, compiler: Compiler): Run {
  if (isJoined(node)) throw new Unsupported();
  const { keepArray = false } = node;
  const isTail = node.type === 'lambda' || endsInCall(node);
  const isFinished = node.predicate === undefined && (node.group === undefined || node.type === 'path') && !keepArray;
  // what jsonata makes the caller do, it does without the marks of the node
  if (isTail && !isFinished) throw new Unsupported();
  const run = compileKind(node, compiler);
  if (isTail || (isFinished && !OF_SEQUENCES.has(node.type))) return run;
  const filters = (node.predicate ?? []).map((stage) => compileFilter(stage, compiler));
  const group = node.type !== 'path' && node.group ? compileGroup(node.group, compiler) : undefined;
  if (filters.length === 0 && group === undefined) return (input, frame) => collapse(run(input, frame), keepArray);
  return (input, frame) => {
    const value = filters.reduce((filtered, filter) => filter(filtered, frame), run(input, frame));
    return collapse(group === undefined ? value : group(value, frame), keepArray);
  };
}

/** Whether a block or condition of a function ends in a call that jsonata makes the caller do. */
function endsInCall(node: Node | undefined): boolean {
  if (node?.type === 'lambda') return node.thunk === true;
  if (node?.type === 'condition') return endsInCall(node.then) || endsInCall(node.else);
  return node?.type === 'block' && endsInCall(node.expressions?.at(-1));
}

function compileKind(node: Node, compiler: Compiler): Run {
  const { runtime } = compiler;
  switch (node.type) {
    case 'path':
      return compilePath(node, compiler);
    case 'name': {
      const name = String(node.value);
      return (input) => {
        runtime.meter.spend();
        return lookUp(input, name, runtime.meter);
      };
    }
    case 'string':
    case 'number':
    case 'value':
      return () => node.value;
    case 'variable':
      return compileVariable(node, compiler);
    case 'binary':
      return compileOperator(node, compiler, textOf(compiler));
    case 'unary':
      return compileUnary(node, compiler);
    case 'condition':
      return compileCondition(node, compiler);
    case 'block':
      return compileBlock(node, compiler);
    case 'wildcard':
      return compileWildcard(compiler);
    case 'descendant':
      return compileDescendants(compiler);
    case 'function':
    case 'apply':
      return compileCall(node, compiler);
    case 'lambda':
      if (node.thunk !== true || node.body === undefined) throw new Unsupported();
      return compileCall(node.body, compiler, true);
    default:
      throw new Unsupported();
  }
}

function compileVariable({ value }: Node, { functionNames, natives }: Compiler): Run {
  const name = String(value);
  if (functionNames.has(name) || natives.has(name)) throw new Unsupported();
  return name === '' ? (input) => input : (_input, frame) => frame[name];
}

/** Texts that `&` joins. An object or list is written by jsonata's own function. */
function textOf(compiler: Compiler): (value: unknown) => string {
  return (value) => {
    const text = textOfScalar(value);
    if (text !== undefined) return text;
    if (weigh(value) > OPERAND_WEIGHT) throw new LimitExceeded('it compares or joins a value that is too large');
    const written = compiler.callNative('string', [value], undefined);
    return typeof written === 'string' ? written : leaveToJsonata();
  };
}

function compileUnary(node: Node, compiler: Compiler): Run {
  const { runtime } = compiler;
  if (node.value === '{') return compileGroup({ lhs: pairsOf(node) }, compiler);
  if (node.value === '-' && node.expression !== undefined) {
    const run = compiler.compile(node.expression);
    return (input, frame) => {
      const value = run(input, frame);
      if (value === undefined) return undefined;
      return typeof value === 'number' && !Number.isNaN(finite(value)) ? -value : leaveToJsonata();
    };
  }
  if (node.value !== '[') throw new Unsupported();
  const items = (node.expressions ?? []).map((item) => ({ run: compiler.compile(item), isList: item.value === '[' }));
  const isMarkedList = node.consarray === true;
  return (input, frame) => {
    const list: unknown[] = [];
    runtime.meter.spend(1 + items.length);
    for (const { run, isList } of items) {
      const value = run(input, frame);
      if (value === undefined) continue;
      if (Array.isArray(value) && !isList) pushAll(list, value, runtime.meter);
      else list.push(value);
    }
    if (isMarkedList) Object.defineProperty(list, 'cons', { value: true });
    return list;
  };
}

function pairsOf({ lhs }: Node): readonly (readonly [Node, Node])[] {
  // an object constructor has its pairs where an operator has its left side
  return Array.isArray(lhs) ? (lhs as unknown as readonly (readonly [Node, Node])[]) : [];
}

function compileCondition({ condition, then, else: otherwise }: Node, compiler: Compiler): Run {
  if (condition === undefined || then === undefined) throw new Unsupported();
  const isMet = compiler.compile(condition);
  const first = compiler.compile(then);
  const second = otherwise === undefined ? () => undefined : compiler.compile(otherwise);
  return (input, frame) =>
    isTrue(isMet(input, frame), compiler.runtime.meter) ? first(input, frame) : second(input, frame);
}

function compileBlock({ expressions = [] }: Node, compiler: Compiler): Run {
  const runs = expressions.map((expression, index) =>
    expression.type === 'bind'
      ? compileBind(expression, { compiler, isLast: index === expressions.length - 1 })
      : compiler.compile(expression),
  );
  const [only] = runs;
  if (only !== undefined && runs.length === 1 && expressions[0]?.type !== 'bind') return only;
  return (input, frame) => {
    const inner: Record<string, unknown> = Object.create(frame);
    let value: unknown;
    for (const run of runs) value = run(input, inner);
    return value;
  };
}

function compileBind(
  { lhs, rhs, keepArray, predicate, group }: Node,
  to: { compiler: Compiler; isLast: boolean },
): Run {
  const { compiler, isLast } = to;
  if (rhs === undefined || keepArray || predicate || group) throw new Unsupported();
  const name = String(lhs?.value);
  const isFunction = rhs.type === 'lambda';
  // a function is no value here: it has a name, and is called
  if (isFunction && isLast) throw new Unsupported();
  const run = isFunction ? compileFunction(rhs, compiler) : compiler.compile(rhs);
  return (input, frame) => {
    const value = run(input, frame);
    frame[name] = value;
    return value;
  };
}

function compileWildcard({ runtime }: Compiler): Run {
  return (input) => {
    const found = createSequence();
    if (typeof input !== 'object' || input === null || isMarked(input)) return found;
    // jsonata finds its own marks among the keys of a list
    if (Array.isArray(input)) return leaveToJsonata();
    for (const value of Object.values(input)) {
      runtime.meter.spend();
      if (Array.isArray(value)) {
        addLeaves(found, value, runtime);
        // jsonata copies what it has found, without the marks
        found.sequence = false;
      } else found.push(value);
    }
    return found;
  };
}

function addLeaves(found: unknown[], value: unknown, runtime: Runtime): void {
  runtime.meter.spend();
  if (!Array.isArray(value)) found.push(value);
  else for (const item of value) addLeaves(found, item, runtime);
}

function compileDescendants({ runtime }: Compiler): Run {
  return (input) => {
    if (input === undefined) return undefined;
    const found = createSequence();
    descend(found, input, runtime);
    assertItems(found.length);
    return found.length === 1 ? found[0] : found;
  };
}

function descend(found: unknown[], value: unknown, runtime: Runtime): void {
  runtime.meter.spend();
  if (Array.isArray(value)) {
    for (const item of value) descend(found, item, runtime);
    return;
  }
  found.push(value);
  if (typeof value !== 'object' || value === null || isMarked(value)) return;
  for (const inner of Object.values(value)) descend(found, inner, runtime);
}
