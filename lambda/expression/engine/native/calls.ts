/** Calls of JSONata's functions and of the expression's own. */
import { BUILTINS, NOT_USUAL } from './builtins.ts';
import { Callable, HIGHER_ORDER } from './functions.ts';
import { type Node, nodesOf, variableName } from './nodes.ts';
import { compileSearch, isSearch } from './patterns.ts';
import { type Compiler, type Frame, leaveToJsonata, type Run, Unsupported } from './runtime.ts';

/** Calls that are open at once; jsonata has no such limit for calls in tail position. */
const OPEN_CALLS = 64;
/** JSONata's functions that are asynchronous for some arguments, with the number of texts that make them synchronous. */
const OF_TEXTS: Readonly<Record<string, number>> = { contains: 2, split: 2, replace: 3 };

/**
 * Compiles a call, or `~>`.
 *
 * @param isThunk whether jsonata makes the caller of the enclosing function do it
 * @throws Unsupported
 */
export function compileCall(node: Node, compiler: Compiler, isThunk = false): Run {
  if (node.type === 'apply') return compileApply(node, compiler);
  if (node.type !== 'function') throw new Unsupported();
  if (isThunk && (node.group !== undefined || node.keepArray === true)) throw new Unsupported();
  return compileCallOf(node, { compiler, isThunk, before: [] });
}

/** `value ~> $f(...)` and `value ~> $f`. */
function compileApply({ lhs, rhs }: Node, compiler: Compiler): Run {
  if (lhs === undefined || rhs === undefined) throw new Unsupported();
  const before = [compiler.compile(lhs)];
  if (rhs.type === 'variable') {
    const call: Node = { type: 'function', procedure: rhs, arguments: [] };
    return compileCallOf(call, { compiler, isThunk: true, before });
  }
  // jsonata does not look at what follows such a call
  if (rhs.type !== 'function' || rhs.predicate || rhs.group || rhs.keepArray) throw new Unsupported();
  return compileCallOf(rhs, { compiler, isThunk: false, before });
}

interface CallSite {
  readonly compiler: Compiler;
  readonly isThunk: boolean;
  /** Arguments before those between the parentheses. */
  readonly before: readonly Run[];
}

function compileCallOf({ procedure, arguments: given = [] }: Node, { compiler, isThunk, before }: CallSite): Run {
  const name = variableName(procedure);
  if (name === undefined || procedure?.predicate || procedure?.group) throw new Unsupported();
  const isOwn = compiler.functionNames.has(name);
  const higherOrder = higherOrderOf(name);
  if (!isOwn && higherOrder !== undefined && before.length + given.length > 1) {
    return compileHigherOrder(name, { compiler, given, before, isThunk });
  }
  const [first] = given;
  const nodes = before.length === 0 ? given : [undefined, ...given];
  if (isSearch(name, nodes, nodes.length) && nodes[1] !== undefined) {
    const text = before[0] ?? (first && compiler.compile(first));
    if (text !== undefined) return compileSearch(name, nodes[1], { compiler, text });
  }
  const args = [...before, ...given.map((arg) => compiler.compile(arg))];
  if (isOwn) return compileOwnCall(name, args);
  const native = compiler.natives.get(name);
  if (native === undefined) throw new Unsupported();
  if (isThunk && takesContext(native.signature, args.length)) throw new Unsupported();
  return compileBuiltin(name, args, compiler);
}

/** An object has members of its own, such as `constructor`. */
const higherOrderOf = (name: string) => (Object.hasOwn(HIGHER_ORDER, name) ? HIGHER_ORDER[name] : undefined);

function compileOwnCall(name: string, args: readonly Run[]): Run {
  return (input, frame) => {
    const own = frame[name];
    if (!(own instanceof Callable)) return leaveToJsonata();
    return own.call(args.map((arg) => arg(input, frame)));
  };
}

function compileBuiltin(name: string, args: readonly Run[], { callNative, runtime }: Compiler): Run {
  const builtin = args.length > 0 ? BUILTINS[name] : undefined;
  const isUsual = builtin !== undefined && isUsualCount(name, args.length);
  return (input, frame) => {
    const values = args.map((arg) => arg(input, frame));
    runtime.meter.spend();
    if (isUsual) {
      const value = builtin(values, runtime.meter);
      if (value !== NOT_USUAL) return value;
    }
    return callNative(name, values, input);
  };
}

/** Whether a builtin takes so many arguments; other numbers are jsonata's to judge. */
function isUsualCount(name: string, count: number): boolean {
  if (name === 'append') return count === 2;
  return count === 1 || (count === 2 && name === 'join');
}

/** Whether a function could take its first argument from the context. @param given how many arguments it has */
function takesContext(signature: unknown, given: number): boolean {
  const { definition } = (signature ?? {}) as { readonly definition?: unknown };
  if (typeof definition !== 'string' || !definition.includes('-')) return false;
  const parameters = definition
    .replace(/:.*$/, '')
    .replaceAll(/\([^)]*\)/g, 'x')
    .replaceAll(/<[^<>]*>(?=.)/g, '');
  return given < (parameters.match(/[a-z](?!\?)/g) ?? []).length;
}

interface Arguments {
  readonly isThunk: boolean;
  readonly compiler: Compiler;
  readonly given: readonly Node[];
  readonly before: readonly Run[];
}

function compileHigherOrder(name: string, { compiler, given, before, isThunk }: Arguments): Run {
  const higherOrder = higherOrderOf(name);
  const [func, ...others] = before.length === 0 ? given.slice(1) : given;
  const [first] = given;
  const value = before[0] ?? (first && compiler.compile(first));
  const mayHave = name === 'reduce' ? 1 : 0;
  if (higherOrder === undefined || value === undefined || func === undefined || others.length > mayHave) {
    throw new Unsupported();
  }
  // jsonata gives its own functions without a wrapper there, and then cannot call them
  if (isThunk && compiler.natives.has(variableName(func) ?? '')) throw new Unsupported();
  const callable = compileFunctionArgument(func, compiler);
  const rest = others.map((other) => compiler.compile(other));
  const { runtime } = compiler;
  return (input, frame) => {
    const items = value(input, frame);
    const own = callable(input, frame);
    return higherOrder(items, own, { meter: runtime.meter, rest: rest.map((run) => run(input, frame)) });
  };
}

type FunctionRun = (input: unknown, frame: Frame) => Callable;

function compileFunctionArgument(node: Node, compiler: Compiler): FunctionRun {
  if (node.predicate || node.group) throw new Unsupported();
  if (node.type === 'lambda' && node.thunk !== true) return compileFunction(node, compiler);
  const name = variableName(node);
  if (name === undefined) throw new Unsupported();
  if (compiler.functionNames.has(name)) {
    return (_input, frame) => {
      const own = frame[name];
      return own instanceof Callable ? own : leaveToJsonata();
    };
  }
  const native = compiler.natives.get(name);
  if (native === undefined || higherOrderOf(name) !== undefined) throw new Unsupported();
  const { length } = native.implementation;
  const callable = new Callable(length, (args) => compiler.callNative(name, args, null));
  return () => callable;
}

/** Compiles a function of the expression. @throws Unsupported */
export function compileFunction(node: Node, compiler: Compiler): FunctionRun {
  const { body, signature, arguments: parameters = [] } = node;
  if (body === undefined || signature !== undefined) throw new Unsupported();
  const names = parameters.map(({ value }) => String(value));
  const run = compiler.compile(body);
  const { runtime } = compiler;
  const mayKeepFrame = [...nodesOf(body)].some(({ type, thunk }) => type === 'lambda' && thunk !== true);
  return (input, frame) => {
    // a frame that nothing keeps serves one call after the other
    let spare: Frame | undefined;
    return new Callable(names.length, (args) => {
      runtime.meter.spend(names.length);
      if (runtime.openCalls >= OPEN_CALLS) return leaveToJsonata();
      const inner: Frame = spare ?? Object.create(frame);
      spare = undefined;
      for (let index = 0; index < names.length; index += 1) inner[names[index] as string] = args[index];
      runtime.openCalls += 1;
      const value = run(input, inner);
      runtime.openCalls -= 1;
      if (!mayKeepFrame) spare = inner;
      return value;
    });
  };
}

/** Whether one of JSONata's functions returns no promise for these arguments. */
export function isSynchronous(name: string, args: readonly unknown[]): boolean {
  if (name === 'match' || name === 'eval') return false;
  const texts = OF_TEXTS[name];
  return texts === undefined || (args.length >= texts && args.slice(0, texts).every((arg) => typeof arg === 'string'));
}
